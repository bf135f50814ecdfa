import type { Objects } from './objects.ts';
import type { Places } from './paths.ts';
import type { S3Request } from './request.ts';
import type { CreatedObject, ObjectMeta } from './types.ts';
import type { Uploads } from './uploads.ts';

/** What the operations share. */
export type S3Context = {
  readonly objects: Objects;
  readonly uploads: Uploads;
  readonly places: Places;
  readonly region: string;
  readonly now: () => number;
  /** A name for a file nobody sees. */
  temporaryFile: () => string;
  /** Puts a file in the place a request names, under its conditions; the file is gone when they fail. */
  place: (request: S3Request, file: string, meta: ObjectMeta) => Promise<void>;
  created: (object: CreatedObject) => void;
};
