/** Every lie a coordinator may tell, as well as it can be told. */
import type { History } from '../history.ts'
import { batchLies } from './batch-lies.ts'
import { dataLies } from './data-lies.ts'
import { provableLies } from './provable-lies.ts'
import { receiptLies } from './receipt-lies.ts'
import { rulingLies } from './ruling-lies.ts'
import type { Lie } from './telling.ts'
import { liesAboutTrust } from './trust-lies.ts'
import type { TrustLie } from './trust-lies.ts'

export const liesAbout = (honest: History): readonly Lie[] => [
  ...receiptLies(honest),
  ...batchLies(honest),
  ...dataLies(honest),
  ...provableLies(honest).map(({ lie }) => lie),
]

export { provableLies } from './provable-lies.ts'
export type { Lie } from './telling.ts'

export const trustLies = async (): Promise<readonly TrustLie[]> => [
  ...(await liesAboutTrust()),
  ...(await rulingLies()),
]
