/**
 * Database: the one seam between our SQL and whoever runs it, a Postgres server or PGlite.
 *
 * Rows come back with ids as `0x` hexadecimal, 64-bit and decimal numbers as bigint, JSON parsed.
 * Parameters: ids as `bytea(id)`, JSON as a string, numbers as they are.
 * A transaction is READ COMMITTED; throwing inside one undoes it.
 */
import type { Hex } from '@pumasi/domain'
import type { PrismaClient } from './generated/client.ts'

export type Parameter = string | number | bigint | null

export interface Session {
  query<Row extends object>(sql: string, params: readonly Parameter[]): Promise<readonly Row[]>
  /** Runs a script of several statements without parameters. */
  run(script: string): Promise<void>
}

export interface Database extends Session {
  /** Where it is, for people; never holds a password. */
  readonly place: string
  transaction<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** A duty of one process at a time, as `JobStore.claimDuty` says. */
  claimDuty(name: string): Promise<(() => Promise<void>) | null>
  /** Prisma over the same connections, for records that nobody races for. */
  readonly prisma: PrismaClient
  close(): Promise<void>
}

/**
 * First in every transaction: its statements name their rows by key. They are planned once for
 * each connection, perhaps when a table is still empty, and must not read all of it when it is
 * large.
 */
export const byKeySql = `SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off;
  SET LOCAL enable_mergejoin = off`

/** Type numbers of Postgres whose text form we read ourselves. */
export const parsers: Readonly<Record<number, (text: string) => unknown>> = {
  17: (text) => `0x${text.slice(2)}`,
  20: BigInt,
  1700: BigInt,
  3802: (text) => JSON.parse(text) as unknown,
}

/** An id as Postgres reads bytes, in a parameter or inside JSON. */
export const bytea = (hex: Hex): string => `\\x${hex.slice(2)}`

/** A bytes column as Prisma wants it. */
export const toBytes = (hex: Hex): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(Buffer.from(hex.slice(2), 'hex'))

/** A bytes column of Prisma as the id it holds. */
export const fromBytes = <Id extends Hex>(bytes: Uint8Array): Id =>
  `0x${Buffer.from(bytes).toString('hex')}` as Id
