import type { Store } from '#shared/app/ports.ts';
import { create, type Write } from '#shared/app/records.ts';
import { type Digest, withMac } from '#shared/domain/audit/mac.ts';

const stamped = (write: Write, digest: Digest): Write =>
  write.op === 'create' && write.kind === 'audit' && write.record.mac === undefined
    ? create('audit', withMac(write.record, digest))
    : write;

/** A store in which no audit record is written without its keyed digest, whoever writes it. */
export const stampedStore = (store: Store, digest: Digest): Store => ({
  ...store,
  commit: (writes) => store.commit(writes.map((write) => stamped(write, digest))),
});
