/** A table a page at a time: of rows that are all here, or that are asked for by the page. */
import { Group } from '@mantine/core'
import { Suspense, lazy, useState } from 'react'
import { useLanguage } from '../language/language.tsx'
import { PlainTable } from './plain-table.tsx'
import type { TableProps } from './plain-table.tsx'

export type { Column } from './plain-table.tsx'

/** Only tables longer than a page need it. */
const PageChoice = lazy(() => import('./page-choice.tsx'))

interface PagedTableProps<Row> extends TableProps<Row> {
  readonly pageRows?: number
}

export function PagedTable<Row>({ rows, pageRows = 10, ...table }: PagedTableProps<Row>) {
  const [wanted, setWanted] = useState(1)
  const pages = Math.max(1, Math.ceil(rows.length / pageRows))
  const page = Math.min(wanted, pages)
  const shown = rows.slice((page - 1) * pageRows, page * pageRows)
  return (
    <>
      <PlainTable rows={shown} {...table} />
      <Pages name={table.name} {...{ pages, page }} choose={setWanted} />
    </>
  )
}

interface ServedTableProps<Row> extends TableProps<Row> {
  /** Rows there are, of which `rows` is the page `page`, from 1. */
  readonly total: number
  readonly page: number
  readonly pageRows: number
  readonly choose: (page: number) => void
}

export function ServedTable<Row>(props: ServedTableProps<Row>) {
  const { total, page, pageRows, choose, ...table } = props
  const pages = Math.max(1, Math.ceil(total / pageRows))
  return (
    <>
      <PlainTable {...table} />
      <Pages name={table.name} {...{ pages, page, choose }} />
    </>
  )
}

interface PagesProps {
  readonly name: string
  readonly pages: number
  readonly page: number
  readonly choose: (page: number) => void
}

function Pages({ name, pages, page, choose }: PagesProps) {
  const { t } = useLanguage()
  if (pages < 2) return null
  return (
    <Group justify="flex-end" mt="sm" mih={26} component="nav" aria-label={t.pages(name)}>
      <Suspense fallback={null}>
        <PageChoice {...{ pages, page, choose }} />
      </Suspense>
    </Group>
  )
}
