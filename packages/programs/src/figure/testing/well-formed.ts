/** What a browser would trip over in an SVG document of this room; empty when it is well formed. */
export function flawsOf(svg: string): string[] {
  const flaws = [...svg.matchAll(/NaN|undefined|Infinity|\bnull\b/g)].map(
    ([word]) => `found ${word}`,
  )
  const open: string[] = []
  for (const [, close, name = '', empty] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (close === '/' && open.pop() !== name) flaws.push(`</${name}> closes nothing`)
    if (close !== '/' && empty !== '/') open.push(name)
  }
  flaws.push(...open.map((name) => `<${name}> is not closed`))
  if (!/role="img" aria-labelledby="[a-z0-9-]+-title [a-z0-9-]+-desc"/.test(svg)) {
    flaws.push('no title and description')
  }
  return flaws
}
