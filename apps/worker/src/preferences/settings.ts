/** Every preference a worker knows: its form, its default, what it means; the one table of them. */
import { availableParallelism, hostname, totalmem } from 'node:os'
import { join } from 'node:path'
import { MIB, accountSchema, jobIdSchema, labelSchema } from '@pumasi/domain'
import { z } from 'zod'
import { hoursSchema } from './hours.ts'

const whole = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,5}$/, 'expected a whole number')
    .transform(Number)
    .pipe(z.number().min(min).max(max))

const SIZES: Readonly<Record<string, number>> = { M: MIB, G: 1024 * MIB, T: 1024 ** 2 * MIB }
const size = z
  .string()
  .regex(/^\d{1,6}[MGT]$/, 'expected a size such as 512M or 4G')
  .transform((text) => Number(text.slice(0, -1)) * (SIZES[text.slice(-1)] ?? 0))
  .pipe(z.number().positive())

const flag = z.enum(['true', 'false'], { error: 'expected true or false' }).transform(isTrue)

export interface About {
  /** What stands for the value; empty for a flag. */
  readonly form: string
  readonly text: string
  /** The default in words, if there is one. */
  readonly otherwise?: string
}

const cores = availableParallelism()
/** Half of what there is belongs to the owner. */
const memoryMib = Math.max(64, Math.floor(totalmem() / MIB / 2))

export const schemas = {
  coordinator: z
    .url({ protocol: /^https?$/, error: 'expected an http(s) URL' })
    .default('http://127.0.0.1:4600'),
  data: z.string().min(1).default(join('.pumasi', 'worker')),
  name: labelSchema.default(hostname().slice(0, 100) || 'worker'),
  slots: whole(1, 1_024).default(cores),
  'memory-max': size.default(memoryMib * MIB),
  'disk-max': size.default(1024 * MIB),
  'cpu-percent': whole(1, 100).default(100),
  'only-hours': hoursSchema.default([]),
  'pause-on-battery': flag.default(false),
  jobs: z
    .string()
    .transform((text) => text.split(',').map((id) => id.trim()))
    .pipe(z.array(jobIdSchema).min(1).max(50))
    .nullable()
    .default(null),
  epoch: whole(0, 99_999).default(0),
  once: flag.default(false),
  nice: whole(0, 19).default(10),
  pair: flag.default(false),
  wallet: z.string().toLowerCase().pipe(accountSchema).nullable().default(null),
  lying: flag.default(false),
} as const
export type SettingName = keyof typeof schemas
export const settingNames = Object.keys(schemas) as SettingName[]

export const about: Readonly<Record<SettingName, About>> = {
  coordinator: {
    ...{ form: 'URL', text: 'the coordinator to work for', otherwise: 'http://127.0.0.1:4600' },
  },
  data: { form: 'DIR', text: 'where keys and receipts are kept', otherwise: '.pumasi/worker' },
  name: { form: 'TEXT', text: 'how this machine is shown', otherwise: 'its host name' },
  slots: { form: 'N', text: 'units run at a time; --cores says the same', otherwise: 'all cores' },
  'memory-max': {
    ...{ form: 'SIZE', text: 'memory for all running units together', otherwise: 'half of it' },
  },
  'disk-max': {
    ...{ form: 'SIZE', text: 'disk for receipts and outputs not yet taken', otherwise: '1G' },
  },
  'cpu-percent': {
    ...{ form: 'N', text: 'share of the time a slot may run; it rests between units' },
    otherwise: '100',
  },
  'only-hours': {
    ...{ form: 'HOURS', text: 'local hours to work in, such as 22-8 or 12-13,22:30-7' },
    otherwise: 'always',
  },
  'pause-on-battery': { form: '', text: 'do nothing while the machine runs on its battery' },
  jobs: { form: 'IDS', text: 'work for these jobs only, by id with commas', otherwise: 'all' },
  epoch: {
    ...{ form: 'N', text: "the wallet's epoch on the ledger, once it revoked its sessions" },
    otherwise: '0',
  },
  once: { form: '', text: 'run one unit, report it, and end' },
  nice: { form: 'N', text: 'give way to other programs, 0 (not) to 19', otherwise: '10' },
  pair: { form: '', text: 'show a code, and earn for the wallet that signs for it in the console' },
  wallet: { form: 'ADDRESS', text: 'with --pair: the only wallet to earn for' },
  lying: { form: '', text: 'alter every output before signing: shows that a grid survives a liar' },
}

function isTrue(text: 'true' | 'false'): boolean {
  return text === 'true'
}
