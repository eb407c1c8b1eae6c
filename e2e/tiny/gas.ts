/** What the commits cost, as the store wrote it down. */
import pg from 'pg'

export interface Gas {
  readonly batches: number
  readonly gasUsed: number
  /** Leaves of all batches: executions that earn credit. */
  readonly executions: number
}

export async function readGas(databaseUrl: string): Promise<Gas> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows } = await client.query<Gas>(
      `SELECT count(*)::int AS batches, sum(c.gas_used)::float8 AS "gasUsed",
         sum(b.unit_count)::int AS executions
       FROM batches b JOIN commits c ON c.batch_id = b.id`,
    )
    return rows[0] ?? { batches: 0, gasUsed: 0, executions: 0 }
  } finally {
    await client.end()
  }
}
