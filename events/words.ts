import * as z from 'zod';
import { idSchema } from '#shared/domain/kernel/ids.ts';

/** Words of facts that no context keeps among its values. A test holds them to the lists that the domain writes from. */
export const instantSchema = z.iso.datetime({ precision: 3 });
export const authorSchema = z.enum(['user', 'customer', 'system']);
export const causeSchema = z.enum(['severity', 'deadline', 'manual']);
export const taskTypeSchema = z.enum(['followUp', 'department', 'callBack', 'other']);
/** Categories are settings; this is what each looks like. */
export const categorySchema = z.string().regex(/^[a-z][A-Za-z]{0,30}\.[a-z][A-Za-z0-9]{0,40}$/);
export const teamIdSchema = idSchema('team');
export const count = z.int().nonnegative();
export const number = z.int().positive();
