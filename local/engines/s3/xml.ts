const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Text of an XML document; control characters as references. */
export const escapeXml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character)
    .replace(/[\u0000-\u001f\u007f]/g, (character) => `&#${character.charCodeAt(0)};`);

/** An element; its content is text, or elements already made. */
export const element = (name: string, content: string | number | boolean | readonly Xml[]): Xml => ({
  xml: Array.isArray(content)
    ? `<${name}>${content.map((child: Xml) => child.xml).join('')}</${name}>`
    : `<${name}>${escapeXml(String(content))}</${name}>`,
});

export type Xml = { readonly xml: string };

export const document = (root: string, children: readonly Xml[]): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${children
    .map((child) => child.xml)
    .join('')}</${root}>`;

export const errorDocument = (code: string, message: string, resource: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\n<Error>${element('Code', code).xml}${element('Message', message).xml}${
    element('Resource', resource).xml
  }</Error>`;

const unescapeXml = (text: string): string =>
  text.replace(
    /&(?:#x([0-9a-fA-F]+)|#(\d+)|(amp|lt|gt|quot|apos));/g,
    (_, hex?: string, decimal?: string, name?: string) => {
      if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
      if (decimal !== undefined) return String.fromCodePoint(Number(decimal));
      return Object.entries(ENTITIES).find(([, entity]) => entity === `&${name};`)?.[0] ?? '';
    },
  );

/** The contents of all elements of a name, still escaped: enough for the flat documents S3 receives. */
export const elements = (xml: string, name: string): string[] =>
  [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}(?:\\s[^>]*)?>([\\s\\S]*?)</(?:\\w+:)?${name}>`, 'g'))].map(
    (match) => match[1] ?? '',
  );

export const textOf = (xml: string, name: string): string | undefined => {
  const [content] = elements(xml, name);
  return content === undefined ? undefined : unescapeXml(content);
};
