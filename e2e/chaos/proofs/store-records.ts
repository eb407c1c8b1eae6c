/** What the store holds after a run, read by plain SQL, past every line of the store's own code. */
import pg from 'pg'

export interface StoreRecords {
  readonly units: readonly {
    readonly key: string
    readonly state: string
    readonly output: string | null
    readonly batchId: number | null
  }[]
  /** Receipts by lease. */
  readonly receipts: readonly {
    readonly lease: string
    readonly unit: string
    readonly account: string
    readonly standing: string
    readonly creditMicro: bigint
  }[]
  readonly batches: readonly { readonly id: number; readonly dataHash: string }[]
  readonly commits: readonly { readonly batchId: number; readonly txHash: string }[]
  readonly credits: ReadonlyMap<string, bigint>
  readonly tallies: ReadonlyMap<string, bigint>
  readonly leasesOpen: number
  /** Why hosts gave leases back as if the unit were to blame. */
  readonly returns: readonly string[]
}

const hex = (column: string): string => `'0x' || encode(${column}, 'hex')`

export async function readStore(url: string): Promise<StoreRecords> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const rows = async <Row extends object>(sql: string): Promise<Row[]> =>
    (await client.query<Row>(sql)).rows
  const sums = async (sql: string): Promise<Map<string, bigint>> => {
    const found = await rows<{ account: string; credit: string }>(sql)
    return new Map(found.map(({ account, credit }) => [account, BigInt(credit)]))
  }
  const key = `${hex('j.job_id')} || ' ' || u.unit_index`
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    const receipts = await rows<
      Record<'lease' | 'unit' | 'account' | 'standing' | 'credit', string>
    >(
      `SELECT ${hex('u.lease_id')} AS lease, ${key} AS unit, ${hex('u.account')} AS account,
         u.standing, u.credit_micro::text AS credit
       FROM receipts u JOIN jobs j ON j.id = u.job`,
    )
    const [leases] = await rows<{ open: number }>(
      `SELECT count(*)::int AS open FROM leases WHERE state = 'active'`,
    )
    const returns = await rows<{ reason: string }>(
      `SELECT reason FROM leases WHERE state = 'returned'`,
    )
    return {
      units: await rows(
        `SELECT ${key} AS key, u.state, ${hex('u.output_hash')} AS output, u.batch_id AS "batchId"
         FROM units u JOIN jobs j ON j.id = u.job`,
      ),
      receipts: receipts.map(({ credit, ...row }) => ({ ...row, creditMicro: BigInt(credit) })),
      batches: await rows(`SELECT id, ${hex('data_hash')} AS "dataHash" FROM batches ORDER BY id`),
      commits: await rows(
        `SELECT batch_id AS "batchId", ${hex('tx_hash')} AS "txHash" FROM commits`,
      ),
      credits: await sums(
        `SELECT ${hex('account')} AS account, cumulative_credit_micro::text AS credit FROM credits`,
      ),
      tallies: await sums(
        `SELECT ${hex('account')} AS account, sum(credit_micro)::text AS credit FROM host_tallies
         GROUP BY account`,
      ),
      leasesOpen: leases?.open ?? 0,
      returns: returns.map(({ reason }) => reason),
    }
  } finally {
    await client.end()
  }
}
