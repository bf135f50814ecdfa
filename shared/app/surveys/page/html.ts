import { escapeHtml } from '#shared/domain/surveys/message.ts';
import type { SurveyLanguage } from '#shared/domain/surveys/values.ts';
import { style, styleHash } from './style.ts';

/** A page and the headers it needs. */
export type Page = { readonly html: string; readonly headers: Readonly<Record<string, string>> };

/** No scripts, no foreign content, this one style sheet, forms only to ourselves. */
const headers: Page['headers'] = {
  'content-security-policy': [
    "default-src 'none'",
    `style-src 'sha256-${styleHash}'`,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex, nofollow',
};

/** A whole document around `main`, which is HTML already. */
export const pageOf = (language: SurveyLanguage, title: string, main: string): Page => ({
  html: `<!doctype html>
<html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head>
<body><main><h1>${escapeHtml(title)}</h1>
${main}
</main></body></html>
`,
  headers: { ...headers, 'content-language': language },
});

/** A note that screen readers read out first. */
export const note = (text: string): string => `<p class="note" role="status">${escapeHtml(text)}</p>`;
