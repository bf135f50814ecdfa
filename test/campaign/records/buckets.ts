import { readdirSync } from 'node:fs';
import { join, sep } from 'node:path';

/** The keys below a folder in the bucket of files, as they lie on this machine. */
export const filesBelow = (home: string, folder: string): readonly string[] => {
  const root = join(home, 's3');
  const bucket = readdirSync(root).find((name) => name.includes('-files-'));
  if (bucket === undefined) throw new Error('there is no bucket of files');
  return readdirSync(join(root, bucket), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      join(entry.parentPath, entry.name)
        .slice(join(root, bucket).length + 1)
        .split(sep)
        .join('/'),
    )
    .filter((key) => key.startsWith(folder));
};
