/** What commands ask for that audit: how many units are executed again, which rules are taken. */
import { parseDigest } from '@pumasi/domain'
import type { Digest } from '@pumasi/domain'
import { sampleFor } from '@pumasi/engine'
import type { AuditPlan } from '@pumasi/engine'
import type { Command } from 'commander'
import { optionOf, shareOption, wholeNumber } from '../terminal/options.ts'

export interface PlanOptions {
  readonly sample: number
  readonly confidence?: number
  readonly maxFraud: number
  readonly rules?: ReadonlySet<Digest>
}

const digestOption = optionOf((text): Digest | null => {
  try {
    return parseDigest(text)
  } catch {
    return null
  }
}, 'a digest: 0x and 64 hexadecimal digits')

export const addPlanOptions = (command: Command): Command =>
  command
    .option('--sample <count>', 'units to execute again', wholeNumber(0), 10)
    .option('--confidence <share>', 'as many units as this needs, as 0.99', shareOption)
    .option('--max-fraud <share>', 'the share of wrong units it is about', shareOption, 0.01)
    .option(
      '--rules <digest>',
      'rules to take, as an audit shows them, and no others; may be repeated',
      (text: string, before?: ReadonlySet<Digest>) => new Set(before).add(digestOption(text)),
    )

export const planOf = ({
  sample,
  confidence,
  maxFraud,
  rules,
}: PlanOptions): Pick<AuditPlan, 'sample' | 'rules'> => ({
  sample: confidence === undefined ? sample : sampleFor(confidence, maxFraud),
  rules,
})
