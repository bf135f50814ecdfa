import { httpIndexes, pathTable } from './http-indexes.ts';
import { openApiDocument } from './openapi/document.ts';

/** Every file that is made from the tables: path → text. */
export const generated = async (): Promise<Map<string, string>> =>
  new Map([
    ...httpIndexes(),
    ['functions/http/meta/paths.ts', pathTable()],
    ['docs/generated/openapi.json', `${JSON.stringify(await openApiDocument(), undefined, 2)}\n`],
  ]);
