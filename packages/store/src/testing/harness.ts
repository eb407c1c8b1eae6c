/** What a database brings to the conformance suite. */
import type { Store } from '../store.ts'

export interface Harness {
  readonly name: string
  /** The store under test, emptied. */
  fresh(): Promise<Store>
  /** The same data through `count` coordinators; a database with one owner gives the same again. */
  coordinators(count: number): Promise<readonly Store[]>
}

/** Empties every table but Prisma's list of migrations. */
export const truncateSql = `
  DO $$ DECLARE names text; BEGIN
    SELECT string_agg(quote_ident(tablename), ', ') INTO names FROM pg_tables
    WHERE schemaname = 'public' AND tablename <> '_prisma_migrations';
    EXECUTE 'TRUNCATE ' || names || ' RESTART IDENTITY';
  END $$`
