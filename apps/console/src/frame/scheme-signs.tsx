/** Signs for light, the system's choice, and dark. */
import type { MantineColorScheme } from '@mantine/core'
import type { ReactNode } from 'react'

const rays = [0, 45, 90, 135, 180, 225, 270, 315]

const shapes: Record<MantineColorScheme, ReactNode> = {
  light: (
    <>
      <circle cx={8} cy={8} r={2.75} />
      {rays.map((angle) => (
        <path key={angle} d="M8 1.5v1.5" transform={`rotate(${angle} 8 8)`} />
      ))}
    </>
  ),
  auto: (
    <>
      <circle cx={8} cy={8} r={5.5} />
      <path d="M8 2.5a5.5 5.5 0 0 1 0 11z" fill="currentColor" />
    </>
  ),
  dark: <path d="M13.25 9.75A5.75 5.75 0 0 1 6.25 2.75a5.75 5.75 0 1 0 7 7z" />,
}

export const SchemeSign = ({ scheme }: { readonly scheme: MantineColorScheme }) => (
  <svg
    className="sign"
    width={16}
    height={16}
    viewBox="0 0 16 16"
    fill="none"
    stroke="currentColor"
    strokeWidth={1.5}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden
  >
    {shapes[scheme]}
  </svg>
)
