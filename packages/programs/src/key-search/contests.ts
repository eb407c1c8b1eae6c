/**
 * RSA's secret-key challenges that this program solves again, as their pages gave them: the first
 * block of "The unknown message is: " in CBC mode, and the key that was found.
 */
export interface Contest {
  readonly cipher: 'rc5' | 'des'
  readonly title: string
  /** First block of plain text, combined with the initialisation vector. */
  readonly plain: string
  readonly crypt: string
  /** The key: 64 bits, or the 56 of DES without parity, as 16 hexadecimal digits. */
  readonly key: string
  readonly source: string
}

export const contests: readonly Contest[] = [
  {
    cipher: 'rc5',
    title: 'RC5-32/12/8',
    plain: '2da6b0f5251b8192',
    crypt: 'bf550155dc26f24b',
    key: '63de7dc154f4d039',
    source: 'RSA Secret-Key Challenge RC5-32/12/8, key published by distributed.net (2002)',
  },
  {
    cipher: 'des',
    title: 'DES',
    plain: 'a801c074bfb829df',
    crypt: '09861f2d3736d5f1',
    // 76 9e 8c d9 f2 2f 5d ea with parity.
    key: '00773e36cf25d775',
    source: 'RSA challenge DES-II-1, key published by distributed.net (1998)',
  },
]
