import type { SnapshotSource } from './read-snapshot.ts';

/** A file that the database has written, and how many items it says are in it. */
export type ExportedFile = { readonly key: string; readonly items: number };

const objectOf = (text: string | undefined): Readonly<Record<string, unknown>> => {
  const value: unknown = JSON.parse(text ?? 'null');
  return typeof value === 'object' && value !== null ? { ...value } : {};
};

/** The files of an export, by its own manifests (AWS, DynamoDB table export output format); `undefined` when these don't fit together. */
export const exportedFiles = async (
  { objects }: Pick<SnapshotSource, 'objects'>,
  summaryKey: string,
): Promise<readonly ExportedFile[] | undefined> => {
  const summary = objectOf(await objects.text(summaryKey));
  const { manifestFilesS3Key: listKey, itemCount } = summary;
  const list = typeof listKey === 'string' ? await objects.text(listKey) : undefined;
  if (list === undefined) return undefined;
  const files: ExportedFile[] = [];
  for (const line of list.split('\n').filter((text) => text.trim() !== '')) {
    const { dataFileS3Key: key, itemCount: items } = objectOf(line);
    if (typeof key !== 'string' || typeof items !== 'number') return undefined;
    files.push({ key, items });
  }
  const counted = files.reduce((sum, { items }) => sum + items, 0);
  return counted === itemCount ? files : undefined;
};
