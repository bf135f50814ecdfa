import type { Instant } from '#shared/domain/kernel/time.ts';
import { zoneOf } from '#shared/domain/sla/zone.ts';

/** How a source writes its times: `iso` with an offset, or a pattern of `d M yyyy H mm ss` on the wall clock of a zone. */
export type TimeFormat = { readonly format: string; readonly zone: string };

const parts = ['yyyy', 'MM', 'M', 'dd', 'd', 'HH', 'H', 'mm', 'ss'] as const;
type Part = 'y' | 'M' | 'd' | 'H' | 'm' | 's';

const isoPattern = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:?\d{2})$/;

const escapePattern = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');

const compile = (format: string): { pattern: RegExp; order: Part[] } => {
  const order: Part[] = [];
  let pattern = '';
  for (let rest = format; rest !== ''; ) {
    const part = parts.find((name) => rest.startsWith(name));
    if (part === undefined) pattern += escapePattern(rest[0] ?? '');
    else {
      order.push(part[0] as Part);
      pattern += part === 'yyyy' ? '(\\d{4})' : '(\\d{1,2})';
    }
    rest = rest.slice(part?.length ?? 1);
  }
  return { pattern: new RegExp(`^${pattern}$`), order };
};

const wallReader = ({ format, zone: name }: TimeFormat): ((text: string) => Instant | undefined) => {
  const { pattern, order } = compile(format);
  const zone = zoneOf(name);
  return (text) => {
    const match = pattern.exec(text);
    if (!match) return undefined;
    const at = { y: 0, M: 1, d: 1, H: 0, m: 0, s: 0 };
    order.forEach((part, i) => {
      at[part] = Number(match[i + 1]);
    });
    const wall = Date.UTC(at.y, at.M - 1, at.d, at.H, at.m, at.s);
    const read = new Date(wall);
    // 31/2 would silently become 2/3.
    const exists =
      read.getUTCMonth() === at.M - 1 &&
      read.getUTCDate() === at.d &&
      read.getUTCHours() === at.H &&
      at.m < 60 &&
      at.s < 60;
    return exists ? zone.instantOf(wall) : undefined;
  };
};

/** A reader of times in that format; it answers `undefined` for a text that isn't one. Throws a RangeError for an unknown zone. */
export const instantReader = (time: TimeFormat): ((text: string) => Instant | undefined) => {
  if (time.format !== 'iso') return wallReader(time);
  return (text) => (isoPattern.test(text) ? Date.parse(text.replace(' ', 'T')) : undefined);
};
