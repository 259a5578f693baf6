// The rules for all that follows: the policy of a page lets no style sheet come but from a file or by script
const styles = new CSSStyleSheet()
styles.replaceSync(STYLES)
document.adoptedStyleSheets.push(styles)
