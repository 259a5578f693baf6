// The date on which the reader cites this edition, as the style writes it
{
  const forms = {
    figures: { day: "2-digit", month: "2-digit", year: "numeric" },
    words: { day: "numeric", month: "long", year: "numeric" },
  }
  for (const date of document.querySelectorAll(".visit")) {
    date.textContent = new Intl.DateTimeFormat(date.dataset.locale, forms[date.dataset.as]).format(new Date())
  }
}
