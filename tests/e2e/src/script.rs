//! What is asked of the page. An element is handed out only when a person could use it: visible, at rest, on top.

/// Arguments: selector, text (empty: any; `=text`: exactly). The last match wins, because what opens last lies on top.
pub(crate) const FIND: &str = r"
const [css, text, done] = arguments;
const words = (e) => (e.textContent || e.value || '').replace(/\s+/g, ' ').trim();
const fits = (e) => !text || (text[0] === '=' ? words(e) === text.slice(1) : words(e).includes(text));
const seen = (e) => e.getClientRects().length > 0 && getComputedStyle(e).visibility !== 'hidden';
const e = [...document.querySelectorAll(css)].filter((each) => seen(each) && fits(each)).at(-1);
if (!e || e.disabled || e.classList.contains('is-disabled') || e.classList.contains('is-loading')) return done(null);
const inView = (r) => r.top >= 0 && r.left >= 0 && r.bottom <= innerHeight && r.right <= innerWidth;
if (!inView(e.getBoundingClientRect())) e.scrollIntoView({ block: 'center', inline: 'nearest' });
const before = e.getBoundingClientRect();
requestAnimationFrame(() => requestAnimationFrame(() => {
  const r = e.getBoundingClientRect();
  const atRest = Math.abs(r.top - before.top) < 1 && Math.abs(r.left - before.left) < 1;
  const x = Math.max(0, Math.min(innerWidth - 1, r.left + r.width / 2));
  const y = Math.max(0, Math.min(innerHeight - 1, r.top + r.height / 2));
  const top = document.elementFromPoint(x, y);
  done(atRest && top && (e.contains(top) || top.closest('label')?.contains(e)) ? e : null);
}));
";

/// The field of a form by its label. Arguments: label, selector within the item.
pub(crate) const FIELD: &str = r"
const [label, css] = arguments;
const items = [...document.querySelectorAll('.el-form-item')].filter((item) => item.getClientRects().length > 0);
const words = (item) => (item.querySelector('.el-form-item__label')?.textContent ?? '').trim();
const item = items.filter((each) => words(each) === label).at(-1) ?? items.filter((each) => words(each).startsWith(label)).at(-1);
return item?.querySelector(css) ?? null;
";

/// Texts of everything visible that a selector fits.
pub(crate) const TEXTS: &str = r"
return [...document.querySelectorAll(arguments[0])]
  .filter((e) => e.getClientRects().length > 0)
  .map((e) => (e.matches('input, textarea') ? e.value : e.innerText ?? '').replace(/\s+/g, ' ').trim());
";

/// One call of the program's own dispatcher. Arguments: command, request.
pub(crate) const RPC: &str = r"
const [command, request, done] = arguments;
window.__TAURI_INTERNALS__.invoke('rpc', { command, request }).then(done, (error) => done({ err: error }));
";

/// Whether the page has drawn itself and nothing is being fetched or moved.
pub(crate) const CALM: &str = r"
const done = arguments[arguments.length - 1];
const busy = () => document.querySelector('.el-loading-mask, .is-loading, [class*=-enter-active], [class*=-leave-active]');
requestAnimationFrame(() => requestAnimationFrame(() => done(!busy())));
";
