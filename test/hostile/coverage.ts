import { accessCoverage } from './shown/access.ts';
import { channelCoverage } from './shown/channels.ts';
import type { Coverage } from './shown/entry.ts';
import { fileCoverage } from './shown/files.ts';
import { operationCoverage } from './shown/operation.ts';
import { peerCoverage } from './shown/peers.ts';
import { requestCoverage } from './shown/requests.ts';
import { templateCoverage } from './shown/template.ts';
import { tokenCoverage } from './shown/tokens.ts';

const ids = (letter: string, count: number, digits: number): string[] =>
  Array.from({ length: count }, (_, n) => `${letter}${String(n + 1).padStart(digits, '0')}`);

/** A chapter of the catalogue: how many rows it has is fixed here, whatever the map says. */
export type Chapter = { readonly title: string; readonly ids: readonly string[]; readonly map: Coverage };

const hostile = ids('H', 110, 2);

/** Every row of the hostile catalogue, the requirements, the rules, the tokens and the holes of others, with what shows it. */
export const chapters: readonly Chapter[] = [
  { title: 'Bodies, queries, headers, cursors', ids: hostile.slice(0, 60), map: requestCoverage },
  { title: 'Files', ids: hostile.slice(60, 81), map: fileCoverage },
  { title: 'Mail, surveys, webhooks, flows', ids: hostile.slice(81), map: channelCoverage },
  { title: 'Requirements', ids: ids('S', 42, 2), map: { ...accessCoverage, ...operationCoverage } },
  { title: 'Rules about templates', ids: ids('N', 16, 2), map: templateCoverage },
  { title: 'Tokens', ids: ids('T', 45, 2), map: tokenCoverage },
  { title: 'Holes of other help desks', ids: ids('R', 26, 2), map: peerCoverage },
];
