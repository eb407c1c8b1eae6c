/** Rows and columns, scrollable by keyboard where they do not fit. */
import { Table, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useLanguage } from '../language/language.tsx'

export interface Column<Row> {
  readonly header: string
  readonly cell: (row: Row) => ReactNode
  /** Figures are set to the right. */
  readonly figure?: boolean
  /** Words that must not be broken over lines, such as times. */
  readonly whole?: boolean
}

export interface TableProps<Row> {
  /** Names the table for those who do not see the heading above it. */
  readonly name: string
  readonly rows: readonly Row[]
  /** The first column heads its row. */
  readonly columns: readonly Column<Row>[]
  readonly rowKey: (row: Row) => string
  readonly empty: string
  readonly minWidth: number
}

export function PlainTable<Row>({ name, rows, columns, rowKey, empty, minWidth }: TableProps<Row>) {
  const { t } = useLanguage()
  if (rows.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {empty}
      </Text>
    )
  }
  return (
    <Table.ScrollContainer
      minWidth={minWidth}
      type="native"
      tabIndex={0}
      role="region"
      aria-label={t.scrollable(name)}
    >
      <Table aria-label={name}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(({ header, figure }) => (
              <Table.Th key={header} scope="col" ta={figure ? 'end' : 'start'}>
                {header}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={rowKey(row)}>
              {columns.map((column, index) => (
                <Cell key={column.header} row={row} column={column} heads={index === 0} />
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface CellProps<Row> {
  readonly row: Row
  readonly column: Column<Row>
  readonly heads: boolean
}

const Cell = <Row,>({ row, column: { cell, figure, whole }, heads }: CellProps<Row>) => {
  const align = figure ? 'end' : 'start'
  return heads ? (
    <Table.Th scope="row" fw={500} ta={align}>
      {cell(row)}
    </Table.Th>
  ) : (
    <Table.Td ta={align} className={figure || whole ? 'whole-words' : undefined}>
      {cell(row)}
    </Table.Td>
  )
}
