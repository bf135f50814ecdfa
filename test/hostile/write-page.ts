import { readFileSync, writeFileSync } from 'node:fs';
import { PAGE, pageWithTables } from './page.ts';

// Writes the tables of the page anew: `node test/hostile/write-page.ts`.
writeFileSync(PAGE, pageWithTables(readFileSync(PAGE, 'utf8')));
