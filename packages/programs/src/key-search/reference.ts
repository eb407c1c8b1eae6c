/** The published keys, each of which must be found once, in a space without gaps. */
import { exactly } from '../reference/check.ts'
import type { ReferenceCheck } from '../reference/check.ts'
import { contests } from './contests.ts'
import type { Search } from './search.ts'

export const compare = ({ spaces }: Search): readonly ReferenceCheck[] =>
  contests.flatMap(({ cipher, title, key, source }) => {
    const space = spaces.find((each) => each.cipher === cipher)
    const found = space?.found ?? []
    return [
      exactly(`${title}: keys that fit`, found.length, 1, source),
      exactly(`${title}: key`, found[0] ?? 'none', key, source),
      exactly(`${title}: blocks missing`, space?.missing ?? -1, 0, 'coverage, by construction'),
    ]
  })
