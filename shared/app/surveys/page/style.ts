/**
 * The one style sheet of the survey page. Browsers are told its hash and apply no other, so a change here changes `styleHash`
 * (a test compares them).
 */
export const style = `:root{color-scheme:light dark;--line:#8a8f98;--accent:#0b5fff}
*{box-sizing:border-box}
body{margin:0 auto;max-width:36rem;padding:1rem;font:1.0625rem/1.5 system-ui,"PingFang SC","Microsoft YaHei",sans-serif}
h1{font-size:1.375rem}
fieldset{border:1px solid var(--line);border-radius:.5rem;margin:0 0 1rem;padding:.75rem}
legend{font-weight:600;padding:0 .25rem}
.scale{display:flex;flex-wrap:wrap;gap:.25rem}
.scale label{display:flex;flex-direction:column;align-items:center;justify-content:center;min-width:2.75rem;min-height:2.75rem;padding:.25rem;border-radius:.5rem;cursor:pointer}
.scale label:focus-within{outline:3px solid var(--accent)}
input[type=radio]{width:1.5rem;height:1.5rem;margin:0}
.ends{display:flex;justify-content:space-between;gap:1rem;font-size:.875rem;margin:.25rem 0 0}
label.words{display:block;font-weight:600;margin-bottom:.25rem}
textarea{width:100%;min-height:6rem;font:inherit;padding:.5rem;border:1px solid var(--line);border-radius:.5rem}
button{font:inherit;font-weight:600;min-height:2.75rem;padding:.5rem 1.5rem;border:0;border-radius:.5rem;background:var(--accent);color:#fff;cursor:pointer}
button:focus-visible,textarea:focus-visible{outline:3px solid var(--accent);outline-offset:2px}
.note{border-left:.25rem solid var(--accent);padding:.25rem .75rem}
`;

/** SHA-256 of `style`, base64, as a content security policy names it. */
export const styleHash = '7w0Ts6tU4BCZmVGhJ0uxKEmDmDjx9hk0OZbPSC2fAxw=';
