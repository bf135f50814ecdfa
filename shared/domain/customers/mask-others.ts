import { maskText } from './mask-text.ts';

/** Signs that people put inside a number. */
const between = '[ \\-().]{0,2}';
/** Stands for a number of the reader's own while all others are masked; never part of what people write. */
const hidden = (n: number): string => `\uE000${String.fromCharCode(0xe100 + n)}\uE001`;

/** The ways in which people write a number: with and without its country, in groups. */
const patternOf = (phone: string): RegExp => {
  const digits = phone.replace(/\D/g, '');
  const spelled = (text: string): string => [...text].join(between);
  // Of a Chinese mobile number most people leave out the country.
  const national = /^86(1\d{10})$/.exec(digits)?.[1];
  const whole = `\\+?${spelled(digits)}`;
  return new RegExp(national === undefined ? whole : `${whole}|${spelled(national)}`, 'g');
};

/**
 * A text as the person whom a copy is for may have it: numbers that identify others are masked as in any text, the person's own stay (S28).
 */
export const maskOthers = (text: string, own: readonly string[]): string => {
  const kept: string[] = [];
  const without = own.reduce(
    (rest, phone) =>
      rest.replace(patternOf(phone), (found) => {
        kept.push(found);
        return hidden(kept.length - 1);
      }),
    text.replace(/[\uE000-\uE001]/g, ''),
  );
  return maskText(without).replace(
    /\uE000([\s\S])\uE001/g,
    (_, sign: string) => kept[sign.charCodeAt(0) - 0xe100] ?? '',
  );
};
