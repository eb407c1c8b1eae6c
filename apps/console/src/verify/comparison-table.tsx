import { Code } from '@mantine/core'
import type { Comparison } from '@pumasi/proof'
import { PagedTable } from '../table/paged-table.tsx'
import { useVerifyWords } from './words.ts'

interface ComparisonTableProps {
  readonly name: string
  readonly rows: readonly Comparison[]
  /** Headings of what was found and what it must be. */
  readonly found: string
  readonly expected: string
  /** Names of fields for people; as in the file when there is none. */
  readonly fields?: Readonly<Record<string, string>>
}

/** What was found beside what it must be, in full: a stranger's words stay text. */
export function ComparisonTable({
  name,
  rows,
  found,
  expected,
  fields = {},
}: ComparisonTableProps) {
  const words = useVerifyWords().steps
  return (
    <PagedTable
      name={name}
      rows={rows}
      rowKey={({ field }) => field}
      empty={words.skipped}
      minWidth={560}
      columns={[
        {
          header: words.field,
          whole: true,
          cell: ({ field }) =>
            Object.hasOwn(fields, field) ? fields[field] : <Code>{field}</Code>,
        },
        { header: found, cell: (row) => <Value row={row} text={row.found} /> },
        { header: expected, cell: (row) => <Value row={row} text={row.expected} /> },
      ]}
    />
  )
}

const Value = ({ row, text }: { readonly row: Comparison; readonly text: string }) => (
  <Code className="foreign" {...(row.found !== row.expected && { c: 'var(--series-failed)' })}>
    {text}
  </Code>
)
