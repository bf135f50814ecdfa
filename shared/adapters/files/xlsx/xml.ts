import { SaxesParser } from 'saxes';
import type { Bytes } from '#shared/app/objects.ts';
import { UnusableFile } from '#shared/domain/imports/import.ts';

export type Attributes = Readonly<Record<string, string>>;
/** What is heard of an XML document, by names without their prefixes. */
export type Listener = {
  readonly open?: (name: string, attributes: Attributes) => void;
  readonly close?: (name: string) => void;
  readonly text?: (text: string) => void;
};

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);

/**
 * Reads an XML document as it comes and yields after every piece of it. A document type is refused before anything it declares could
 * count; so is what isn't well-formed, or isn't UTF-8.
 */
export async function* listen(bytes: Bytes, listener: Listener): AsyncGenerator<void> {
  const parser = new SaxesParser({ position: false });
  parser.on('doctype', () => {
    throw new UnusableFile('unsafe_archive');
  });
  parser.on('opentag', ({ name, attributes }) =>
    listener.open?.(localName(name), attributes as Record<string, string>),
  );
  parser.on('closetag', ({ name }) => listener.close?.(localName(name)));
  parser.on('text', (text) => listener.text?.(text));
  parser.on('cdata', (text) => listener.text?.(text));
  const decoder = new TextDecoder('utf-8', { fatal: true });
  try {
    for await (const chunk of bytes) {
      parser.write(decoder.decode(chunk, { stream: true }));
      yield;
    }
    parser.write(decoder.decode());
    parser.close();
    yield;
  } catch (error) {
    if (error instanceof UnusableFile) throw error;
    // What is wrong with the document may quote it.
    throw new UnusableFile('unreadable');
  }
}

/** Reads a small document to its end. */
export const hear = async (bytes: Bytes, listener: Listener): Promise<void> => {
  for await (const _ of listen(bytes, listener));
};
