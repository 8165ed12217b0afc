/** The list of admin commands, as text and as a page whose links and buttons call them. */
import type { AdminRoute } from './admin-server.ts'

/** Envoy's form: `  /path (POST): meaning`, then a line for each parameter. */
export function helpText(routes: readonly AdminRoute[]): string {
  return `admin commands are:\n${withBuiltIns(routes).map(entryText).join('')}`
}

function entryText({ path, method, help, params }: Entry): string {
  const lines = [`  ${path}${method === 'POST' ? ' (POST)' : ''}: ${help}`]
  for (const [name, meaning] of params ?? []) lines.push(`      ${name}: ${meaning}`)
  return `${lines.join('\n')}\n`
}

/** Links for what only shows, forms for what changes something. */
export function homePage(routes: readonly AdminRoute[]): string {
  const rows = withBuiltIns(routes).map(
    ({ path, method, help, params }) =>
      `<tr><td>${method === 'POST' ? formHtml(path, params ?? []) : `<a href="${path.slice(1)}">${path.slice(1)}</a>`}</td><td>${escapeHtml(help)}</td></tr>`,
  )
  return `<!DOCTYPE html>
<html lang="en">
<head><title>Envoy Admin</title><style>body{font-family:sans-serif}td{padding:4px;vertical-align:top}form{margin:0}</style></head>
<body>
<table>
<thead><tr><th>Command</th><th>Description</th></tr></thead>
<tbody>
${rows.join('\n')}
</tbody>
</table>
</body>
</html>
`
}

function formHtml(path: string, params: NonNullable<AdminRoute['params']>): string {
  const inputs = params.map(
    ([name, meaning]) =>
      ` <label title="${escapeHtml(meaning)}">${name} <input type="text" name="${name}"></label>`,
  )
  return `<form action="${path.slice(1)}" method="post"><button>${path.slice(1)}</button>${inputs.join('')}</form>`
}

type Entry = Pick<AdminRoute, 'path' | 'method' | 'help' | 'params'>

/** Sorted by path, with the pages that the server answers itself. */
function withBuiltIns(routes: readonly AdminRoute[]): readonly Entry[] {
  const own: readonly Entry[] = [
    { path: '/', method: 'GET', help: 'Admin home page' },
    { path: '/help', method: 'GET', help: 'print out list of admin commands' },
  ]
  return [...own, ...routes].sort((a, b) => (a.path < b.path ? -1 : 1))
}

function escapeHtml(value: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
  }
  return value.replace(/[&<>"]/g, (c) => entities[c] ?? c)
}
