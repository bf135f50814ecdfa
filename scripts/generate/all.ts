import { eventsPage } from './docs/events.ts';
import { objectivesPage } from './docs/objectives.ts';
import { permissionsPage } from './docs/permissions.ts';
import { personalDataPage } from './docs/personal-data.ts';
import { problemsPage } from './docs/problems.ts';
import { routesPage } from './docs/routes.ts';
import { tableKeysPage } from './docs/table-keys.ts';
import { httpIndexes, pathTable } from './http-indexes.ts';
import { openApiDocument } from './openapi/document.ts';
import { samples } from './samples/all.ts';

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/** Every file that is made from the tables: path → text. */
export const generated = async (): Promise<Map<string, string>> =>
  new Map([
    ...httpIndexes(),
    ['functions/http/meta/paths.ts', pathTable()],
    ['docs/generated/openapi.json', json(await openApiDocument())],
    ['docs/generated/objectives.md', objectivesPage()],
    ['docs/generated/permissions.md', permissionsPage()],
    ['docs/generated/personal-data.md', personalDataPage()],
    ['docs/generated/routes.md', routesPage()],
    ['docs/generated/problems.md', problemsPage()],
    ['docs/generated/table-keys.md', tableKeysPage()],
    ['docs/generated/events.md', eventsPage()],
    ...[...samples()].map(([path, value]): [string, string] => [path, json(value)]),
  ]);
