/**
 * The frame of every picture of this room: an SVG document of 960 by 540 for light and dark.
 *
 * In: words and marks. Out: the document, with a title and a description for those who do not see
 * it. The same parts give the same text. Words are escaped here; marks escape their own.
 */
export const WIDTH = 960
export const HEIGHT = 540

/** Four colours that stay apart for the colour-blind, on white and on black. */
const style = `
.pumasi-plot { --paper: #fff; --ink: #1b2430; --soft: #5b6776; --grid: #e3e8ee;
  --first: #1769aa; --second: #c2410c; --third: #2e7d32; --fourth: #7b3fb0 }
@media (prefers-color-scheme: dark) {
.pumasi-plot { --paper: #14181f; --ink: #e8edf3; --soft: #9aa7b6; --grid: #2a323d;
  --first: #6cb6ff; --second: #ff9d66; --third: #7bd389; --fourth: #c9a0ff }
}
.pumasi-plot text { fill: var(--ink); font: 13px system-ui, 'Segoe UI', Helvetica, Arial, sans-serif }
.pumasi-plot .soft { fill: var(--soft) }
.pumasi-plot .head { font-size: 20px; font-weight: 600 }
.pumasi-plot .name { font-size: 14px; font-weight: 600 }
.pumasi-plot .grid { stroke: var(--grid) }
.pumasi-plot .axis { stroke: var(--soft) }
.pumasi-plot .first { --mark: var(--first) }
.pumasi-plot .second { --mark: var(--second) }
.pumasi-plot .third { --mark: var(--third) }
.pumasi-plot .fourth { --mark: var(--fourth) }
.pumasi-plot .band { fill: var(--mark); opacity: 0.2 }
.pumasi-plot .curve { fill: none; stroke: var(--mark); stroke-width: 2.5 }
.pumasi-plot .whisker { stroke: var(--mark); stroke-width: 1.5 }
.pumasi-plot .bar { fill: var(--mark); opacity: 0.55 }
.pumasi-plot .dot { fill: var(--mark); stroke: var(--paper); stroke-width: 1.5 }
.pumasi-plot .book { fill: none; stroke: var(--mark); stroke-width: 2; stroke-dasharray: 5 4 }
`

export interface Figure {
  /** The program's name: ids in the document begin with it. */
  readonly id: string
  /** What a screen reader announces. */
  readonly title: string
  /** What the picture says, in numbers. */
  readonly description: string
  readonly heading: string
  readonly subheading: string
  /** SVG elements. */
  readonly body: readonly string[]
}

/** The whole document. */
export function drawFigure({ id, title, description, heading, subheading, body }: Figure): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="pumasi-plot" viewBox="0 0 ${WIDTH} ${HEIGHT}" ` +
      `width="${WIDTH}" height="${HEIGHT}" role="img" aria-labelledby="${id}-title ${id}-desc">`,
    `<title id="${id}-title">${escapeText(title)}</title>`,
    `<desc id="${id}-desc">${escapeText(description)}</desc>`,
    `<style>${style}</style>`,
    `<rect width="${WIDTH}" height="${HEIGHT}" rx="8" style="fill: var(--paper)"/>`,
    words(24, 40, heading, 'class="head"'),
    words(24, 63, subheading, 'class="soft"'),
    ...body,
    '</svg>\n',
  ].join('\n')
}

/** Text as the content of an element. */
export const escapeText = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/** Two decimals: finer than a pixel, and no noise in the text. */
export const px = (value: number): string => String(Math.round(value * 100) / 100)

/** A line of text; `attributes` as in SVG. */
export const words = (x: number, y: number, text: string, attributes = ''): string =>
  `<text x="${px(x)}" y="${px(y)}"${attributes && ' '}${attributes}>${escapeText(text)}</text>`

/** 4500000 as 4,500,000, in every locale. */
export const grouped = (value: number): string => String(value).replace(/\B(?=(\d{3})+$)/g, ',')
