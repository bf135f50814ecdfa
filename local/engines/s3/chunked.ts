import { Transform, type TransformCallback } from 'node:stream';
import { S3Error } from './errors.ts';

const incomplete = (): S3Error =>
  new S3Error('IncompleteBody', 400, 'The request body terminated unexpectedly');

const MAX_LINE_BYTES = 8192;

/** Takes S3's own chunked encoding apart: `<hex size>[;chunk-signature=…]\r\n<bytes>\r\n … 0\r\n<trailers>\r\n`. */
export class AwsChunkedDecoder extends Transform {
  /** Headers that came after the body, by lower-case name. */
  readonly trailers: Record<string, string> = {};
  #line = '';
  #left = 0;
  #state: 'size' | 'bytes' | 'end of bytes' | 'trailers' = 'size';
  #ended = false;

  override _transform(chunk: Buffer, _encoding: string, done: TransformCallback): void {
    try {
      let at = 0;
      while (at < chunk.length) at = this.#state === 'bytes' ? this.#bytes(chunk, at) : this.#text(chunk, at);
      done();
    } catch (error) {
      done(error instanceof Error ? error : new Error(String(error)));
    }
  }

  override _flush(done: TransformCallback): void {
    done(this.#ended ? null : incomplete());
  }

  #bytes(chunk: Buffer, at: number): number {
    const end = Math.min(chunk.length, at + this.#left);
    this.push(chunk.subarray(at, end));
    this.#left -= end - at;
    if (this.#left === 0) this.#state = 'end of bytes';
    return end;
  }

  #text(chunk: Buffer, at: number): number {
    const newline = chunk.indexOf(0x0a, at);
    const end = newline < 0 ? chunk.length : newline + 1;
    this.#line += chunk.toString('latin1', at, end);
    if (this.#line.length > MAX_LINE_BYTES) throw incomplete();
    if (newline >= 0) {
      const line = this.#line.trim();
      this.#line = '';
      this.#readLine(line);
    }
    return end;
  }

  #readLine(line: string): void {
    if (this.#state === 'end of bytes') {
      if (line !== '') throw incomplete();
      this.#state = 'size';
    } else if (this.#state === 'size') {
      const size = /^([0-9a-fA-F]{1,12})(?:;|$)/.exec(line)?.[1];
      if (size === undefined) throw incomplete();
      this.#left = Number.parseInt(size, 16);
      this.#ended = this.#left === 0;
      this.#state = this.#ended ? 'trailers' : 'bytes';
    } else if (line !== '') {
      const colon = line.indexOf(':');
      this.trailers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
  }
}
