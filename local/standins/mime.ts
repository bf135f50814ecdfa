/** The parts of a raw message that a reader sees. */
export type RawMessage = {
  /** Lower-case names; the last of several wins. */
  readonly headers: Readonly<Record<string, string>>;
  /** The plain text, or the HTML where there is none. */
  readonly text: string;
};

/** Reads an RFC 5322 message with MIME parts as far as mail programs of our time write them. */
export const parseMessage = (raw: string): RawMessage => {
  const { headers, body } = split(raw);
  const parts = leaves(headers, body);
  const chosen =
    parts.find((part) => part.type === 'text/plain') ?? parts.find((part) => part.type === 'text/html');
  const decoded = Object.entries(headers).map(([name, value]) => [name, decodeWords(value)] as const);
  return { headers: Object.fromEntries(decoded), text: chosen?.text ?? '' };
};

type Part = { readonly type: string; readonly text: string };

const split = (raw: string): { headers: Record<string, string>; body: string } => {
  const text = raw.replaceAll('\r\n', '\n');
  const end = text.indexOf('\n\n');
  const head = (end < 0 ? text : text.slice(0, end)).replaceAll(/\n[ \t]+/g, ' ');
  const headers: Record<string, string> = {};
  for (const line of head.split('\n')) {
    const colon = line.indexOf(':');
    if (colon > 0) headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
  }
  return { headers, body: end < 0 ? '' : text.slice(end + 2) };
};

const leaves = (headers: Record<string, string>, body: string): Part[] => {
  const contentType = headers['content-type'] ?? 'text/plain';
  const type = contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
  if (!type.startsWith('multipart/') || boundary === undefined) {
    return [{ type, text: decodeBody(body, headers['content-transfer-encoding']) }];
  }
  const sections = `\n${body}`.split(`\n--${boundary}`).slice(1);
  return sections
    .filter((section) => !section.startsWith('--'))
    .flatMap((section) => {
      const part = split(section.replace(/^[ \t]*\n/, ''));
      return leaves(part.headers, part.body);
    });
};

const decodeBody = (body: string, encoding = '7bit'): string => {
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString('utf8');
  if (encoding.toLowerCase() === 'quoted-printable')
    return quotedPrintable(body.replaceAll(/=\n/g, '')).toString('utf8');
  return Buffer.from(body, 'latin1').toString('utf8');
};

const quotedPrintable = (text: string): Buffer =>
  Buffer.concat(
    text
      .split(/(=[0-9A-Fa-f]{2})/)
      .map((piece, i) => (i % 2 === 1 ? Buffer.from(piece.slice(1), 'hex') : Buffer.from(piece, 'latin1'))),
  );

/** RFC 2047 words in a header. */
const decodeWords = (value: string): string =>
  Buffer.from(value, 'latin1')
    .toString('utf8')
    .replaceAll(/\?=\s+=\?/g, '?==?')
    .replaceAll(/=\?utf-8\?([bq])\?([^?]*)\?=/gi, (_whole, how: string, text: string) =>
      how.toLowerCase() === 'b'
        ? Buffer.from(text, 'base64').toString('utf8')
        : quotedPrintable(text.replaceAll('_', ' ')).toString('utf8'),
    );
