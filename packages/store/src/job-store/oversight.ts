/** What operators did, which a trigger keeps from being changed, and whom they keep out. */
import type { Account } from '@pumasi/domain'
import type { OperatorAction, Oversight } from '@pumasi/engine'
import { bytea } from '../database.ts'
import type { Database } from '../database.ts'

const appendSql = `
  INSERT INTO operator_actions (at_ms, operator, deed, subject, reason)
  VALUES ($1, $2, $3, $4, $5)`

const actionsSql = `
  SELECT id, at_ms, operator, deed, subject, reason FROM operator_actions
  WHERE id < $1 ORDER BY id DESC LIMIT $2::int`

const blockSql = `
  INSERT INTO account_blocks (account, reason, at_ms, operator) VALUES ($1, $2, $3, $4)
  ON CONFLICT (account) DO NOTHING RETURNING account`

const unblockSql = `DELETE FROM account_blocks WHERE account = $1 RETURNING account`

interface ActionRow {
  readonly id: number
  readonly at_ms: bigint
  readonly operator: Account | null
  readonly deed: OperatorAction['deed']
  readonly subject: string
  readonly reason: string | null
}

/** Above every id. */
const ID_MAX = 2 ** 31 - 1

export const oversightIn = ({ query }: Database): Oversight => ({
  async appendAction({ atMs, operator, deed, subject, reason }) {
    await query(appendSql, [atMs, operator && bytea(operator), deed, subject, reason])
  },
  async fetchActions({ before = ID_MAX, limit }) {
    return (await query<ActionRow>(actionsSql, [before, limit])).map(({ at_ms, ...row }) => ({
      ...row,
      atMs: Number(at_ms),
    }))
  },
  async blockAccount({ account, reason, atMs, operator }) {
    const params = [bytea(account), reason, atMs, operator && bytea(operator)]
    return (await query(blockSql, params)).length > 0
  },
  async unblockAccount(account) {
    return (await query(unblockSql, [bytea(account)])).length > 0
  },
})
