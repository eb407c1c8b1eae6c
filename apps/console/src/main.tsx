import '@mantine/core/styles.css'
import './page.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from './app.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('found no element #root in the page')
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
)
