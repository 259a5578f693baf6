document.documentElement.classList.replace("no-js", "js")

// A script of the site, asked for once; a page that is opened from a file may load nothing else
const scripts = {}
const loadScript = address =>
  (scripts[address] ??= new Promise((resolve, reject) => {
    const element = Object.assign(document.createElement("script"), { src: address })
    element.addEventListener("load", resolve)
    element.addEventListener("error", () => { delete scripts[address]; reject(new Error(address)) })
    document.head.append(element)
  }))
