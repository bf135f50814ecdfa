import { createHash } from 'node:crypto';
import { invalidParameter, missingParameter, SqsError } from './errors.ts';
import type { MessageAttribute, MessageAttributes, WorkerAttribute } from './types.ts';

/** A message with its attributes, and a batch in all; AWS documentation, "Amazon SQS message quotas" (1 MiB since 2025). */
export const MAX_BYTES = 1024 * 1024;

const MAX_ATTRIBUTES = 10;

export const md5 = (content: string | Buffer): string => createHash('md5').update(content).digest('hex');

/** What SQS transports: XML characters. Lone surrogates are none. */
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;

/** Checks body and attributes; answers their size in bytes. */
export const checkContent = (body: unknown, attributes: MessageAttributes): number => {
  if (typeof body !== 'string' || body === '') throw missingParameter('MessageBody');
  if (FORBIDDEN.test(body) || !body.isWellFormed())
    throw new SqsError('InvalidMessageContents', 'The message contains characters outside the allowed set.');
  const names = Object.keys(attributes);
  if (names.length > MAX_ATTRIBUTES)
    throw invalidParameter(
      'MessageAttributes',
      names.length,
      `A message has at most ${MAX_ATTRIBUTES} attributes.`,
    );
  return names.reduce(
    (bytes, name) => bytes + attributeBytes(name, attributes[name]),
    Buffer.byteLength(body),
  );
};

/** The size of content that is not checked yet. */
export const contentBytes = (body: unknown, attributes: MessageAttributes): number =>
  Object.entries(attributes).reduce(
    (bytes, [name, { DataType = '', StringValue, BinaryValue }]) =>
      bytes +
      Buffer.byteLength(name + DataType + (StringValue ?? '')) +
      Buffer.byteLength(BinaryValue ?? '', 'base64'),
    Buffer.byteLength(String(body ?? '')),
  );

export const tooLong = (): SqsError =>
  new SqsError(
    'InvalidParameterValue',
    `One or more parameters are invalid. Reason: Message must be shorter than ${MAX_BYTES} bytes.`,
  );

const attributeBytes = (name: string, attribute: MessageAttribute | undefined): number => {
  if (!/^(?!aws\.|amazon\.)[A-Za-z0-9_.-]{1,256}$/i.test(name))
    throw invalidParameter(
      'MessageAttributes',
      name,
      'The name of an attribute has 1 to 256 letters, digits, _ . or -.',
    );
  const type = attribute?.DataType ?? '';
  if (!/^(String|Number|Binary)(\..+)?$/.test(type))
    throw invalidParameter(
      'MessageAttributes',
      name,
      'The type of an attribute is String, Number or Binary.',
    );
  const value = type.startsWith('Binary') ? attribute?.BinaryValue : attribute?.StringValue;
  if (typeof value !== 'string' || value === '')
    throw invalidParameter(
      'MessageAttributes',
      name,
      `The message attribute must contain a non-empty ${type} value.`,
    );
  return Buffer.byteLength(name) + Buffer.byteLength(type) + valueBytes(type, value).length;
};

const valueBytes = (type: string, value: string): Buffer =>
  Buffer.from(value, type.startsWith('Binary') ? 'base64' : 'utf8');

/** The checksum of attributes: each part of each attribute, by name, after its length. */
export const md5OfAttributes = (attributes: MessageAttributes): string | undefined => {
  const names = Object.keys(attributes).sort();
  if (names.length === 0) return undefined;
  const hash = createHash('md5');
  const add = (part: Buffer) => {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(part.length);
    hash.update(length).update(part);
  };
  for (const name of names) {
    const { DataType = '', StringValue, BinaryValue } = attributes[name] ?? {};
    const binary = DataType.startsWith('Binary');
    add(Buffer.from(name));
    add(Buffer.from(DataType));
    hash.update(Buffer.from([binary ? 2 : 1]));
    add(valueBytes(DataType, (binary ? BinaryValue : StringValue) ?? ''));
  }
  return hash.digest('hex');
};

/** Attributes as a queue worker's event has them. */
export const workerAttributes = (attributes: MessageAttributes): Record<string, WorkerAttribute> =>
  Object.fromEntries(
    Object.entries(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      {
        dataType: DataType,
        ...(StringValue !== undefined && { stringValue: StringValue }),
        ...(BinaryValue !== undefined && { binaryValue: BinaryValue }),
        stringListValues: [],
        binaryListValues: [],
      },
    ]),
  );
