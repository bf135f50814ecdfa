import { surveyTemplateVersionSchema } from '#shared/domain/surveys/template.ts';
import type { ItemKind } from '../item-kind.ts';
import { keys } from '../keys.ts';
import { stripped } from './strip.ts';

/** Old versions lie beside the partition that every environment reads, so that it stays small. */
const VERSIONS = 'templateVersions';

/** A survey template: `[id]` is its newest version, `[id, version]` one of all that there were. */
export const templateItem: ItemKind<'template'> = {
  type: 'template',
  schemaVersion: 1,
  key: ([id = '', version]) =>
    version === undefined ? keys.config('template', id) : keys.configVersion(VERSIONS, id, Number(version)),
  idOf: ({ id }) => [id],
  versionOf: ({ version }) => version,
  toItem: (template) => ({ ...template }),
  fromItem: (item) => surveyTemplateVersionSchema.parse(stripped(item)),
  follow: (template) => ({
    put: [
      {
        ...keys.configVersion(VERSIONS, template.id, template.version),
        t: 'templateVersion',
        v: 1,
        ...template,
      },
    ],
    remove: [],
  }),
};
