import type { Promised } from './types.ts';

const guide = 'Amazon S3 user guide';
const objects = 'test/local/engines/s3-objects.test.ts';
const links = 'test/local/engines/s3-links.test.ts';

export const objectPromises: readonly Promised[] = [
  {
    service: 'S3',
    source: `${guide}, conditional-writes.html`,
    file: objects,
    shown: {
      'If-None-Match: of several who put at once one wins':
        'writes only where nothing is, when asked to, whoever comes first',
      'If-Match: only over the version named': 'writes only over the version it was told of',
    },
  },
  {
    service: 'S3',
    source: `${guide}, mpuoverview.html`,
    file: objects,
    shown: { 'parts make an object in the order of their numbers': 'puts parts together in order' },
  },
  {
    service: 'S3',
    source: `${guide}, checking-object-integrity.html`,
    file: objects,
    shown: {
      'a body that does not fit its checksum is refused':
        'refuses a body that does not match %s, and leaves what was there',
    },
  },
  {
    service: 'S3',
    source: `${guide}, ListingKeysUsingAPIs.html`,
    file: objects,
    shown: {
      'lists are in byte order, by prefix and delimiter, in pages':
        'lists by prefix and delimiter in byte order, in pages of any size',
    },
  },
  {
    service: 'S3',
    source: `${guide}, using-presigned-url.html`,
    file: links,
    shown: {
      'whoever has the link has the object': 'lets whoever holds a link read the object',
      'a link ends at its expiry': 'ends a link at its expiry on the virtual clock, not before',
      'a link is for one method': 'refuses a link used for another method',
      'what was signed of an upload must come so':
        'takes an upload of the signed length and type, and refuses another',
    },
  },
  {
    service: 'S3',
    source: 'Amazon S3 API reference, sigv4-query-string-auth.html',
    file: links,
    shown: {
      'the key is signed': 'refuses a link with %s | another key',
      'the expiry is signed': 'refuses a link with %s | another expiry',
      'the date is signed': 'refuses a link with %s | another date',
      'every parameter is signed': 'refuses a link with %s | an added parameter',
    },
  },
];
