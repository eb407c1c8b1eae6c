/** In this order: those further down are also named by those above them. */
const patterns: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /Edg\/(\d+)/],
  ['Opera', /OPR\/(\d+)/],
  ['Firefox', /Firefox\/(\d+)/],
  ['Chrome', /Chrome\/(\d+)/],
  ['Safari', /Version\/(\d+)\S* .*Safari/],
]

/** Which browser this is, in two words, as hosts say what they run on; no more than that. */
export function browserName(userAgent: string): string {
  for (const [name, pattern] of patterns) {
    const [, major] = pattern.exec(userAgent) ?? []
    if (major !== undefined) return `${name} ${major}`
  }
  return 'browser'
}
