/** What the store holds after a run, read by plain SQL, past every line of the store's own code. */
import pg from 'pg'

export interface StoreRecords {
  readonly units: readonly {
    readonly key: string
    readonly state: string
    readonly output: string | null
    readonly batchId: number | null
    /** Accounts' records decide. */
    readonly byTrust: boolean
  }[]
  /** Receipts by lease. */
  readonly receipts: readonly {
    readonly lease: string
    readonly unit: string
    readonly account: string
    readonly standing: string
    readonly creditMicro: bigint
    /** What was signed, where accounts' records decide. */
    readonly digest: string | null
  }[]
  /** Receipts for leases that were granted when a batch had made their unit believed. */
  readonly spotChecks: number
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
      Record<'lease' | 'unit' | 'account' | 'standing' | 'credit', string> & {
        readonly digest: string | null
      }
    >(
      `SELECT ${hex('u.lease_id')} AS lease, ${key} AS unit, ${hex('u.account')} AS account,
         u.standing, u.credit_micro::text AS credit, ${hex('u.digest')} AS digest
       FROM receipts u JOIN jobs j ON j.id = u.job`,
    )
    const [leases] = await rows<{ open: number }>(
      `SELECT count(*)::int AS open FROM leases WHERE state = 'active'`,
    )
    const [late] = await rows<{ spots: number }>(
      `SELECT count(*)::int AS spots FROM leases l
       JOIN units u ON u.job = l.job AND u.unit_index = l.unit_index
       JOIN jobs j ON j.id = u.job AND j.trust IS NOT NULL
       JOIN batches b ON b.id = u.batch_id
       WHERE l.state = 'reported' AND l.granted_at_ms > b.closed_at_ms`,
    )
    const returns = await rows<{ reason: string }>(
      `SELECT reason FROM leases WHERE state = 'returned'`,
    )
    return {
      units: await rows(
        `SELECT ${key} AS key, u.state, ${hex('u.output_hash')} AS output, u.batch_id AS "batchId",
           j.trust IS NOT NULL AS "byTrust"
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
      spotChecks: late?.spots ?? 0,
      returns: returns.map(({ reason }) => reason),
    }
  } finally {
    await client.end()
  }
}
