/** Rules of trust of a grid of one's own, read from a file. */
import { readFileSync } from 'node:fs'
import { GridError, firstIssue } from '@pumasi/domain'
import { trustRulesSchema } from '@pumasi/rules'
import type { GridRules } from '@pumasi/rules'
import { parse } from 'yaml'

/** The rules with those of the file in place of the defaults. @throws `CONFIG_UNREADABLE` */
export function withTrustRules(rules: GridRules, path: string | undefined): GridRules {
  if (path === undefined || rules.version === 1) return rules
  let document: unknown
  try {
    document = parse(readFileSync(path, 'utf8'), { maxAliasCount: 0 })
  } catch (cause) {
    throw unreadable(path, String((cause as Error).message).split('\n')[0] ?? '', cause)
  }
  const read = trustRulesSchema.safeParse(document)
  if (!read.success) throw unreadable(path, firstIssue(read.error), read.error)
  return { ...rules, trust: read.data }
}

const unreadable = (path: string, found: string, cause: unknown): GridError =>
  new GridError('CONFIG_UNREADABLE', `found no rules of trust in ${path}: ${found}`, {
    hint: 'Give every rule that docs/trust.md lists, as YAML or JSON.',
    cause,
  })
