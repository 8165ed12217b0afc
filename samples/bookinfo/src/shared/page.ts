/** The product page as HTML. */

export interface Product {
  readonly id: number
  readonly title: string
  readonly descriptionHtml: string
}

export interface Review {
  readonly reviewer: string
  readonly text: string
  readonly rating?: { readonly stars?: number; readonly color?: string; readonly error?: string }
}

export interface PageInput {
  readonly product: Product
  readonly user: string | null
  /** Null when the details could not be fetched. */
  readonly details: Readonly<Record<string, unknown>> | null
  /** Null when the reviews could not be fetched. */
  readonly reviews: readonly Review[] | null
}

const MAX_STARS = 5

export function page(input: PageInput): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Simple Bookstore App</title>
<link rel="stylesheet" href="/static/page.css">
</head>
<body>
<header><a href="/productpage">BookInfo Sample</a> ${session(input.user)}</header>
<main>
<h1>${escapeHtml(input.product.title)}</h1>
<p>Summary: ${input.product.descriptionHtml}</p>
<section><h2>${input.details === null ? 'Error fetching product details!' : 'Book Details'}</h2>${details(input.details)}</section>
<section><h2>${input.reviews === null ? 'Error fetching product reviews!' : 'Book Reviews'}</h2>${reviews(input.reviews)}</section>
</main>
</body>
</html>
`
}

function session(user: string | null): string {
  if (user === null) {
    return '<form method="post" action="/login"><input name="username" placeholder="User name" required><input name="passwd" type="password" placeholder="Password"><button>Sign in</button></form>'
  }
  return `<span class="user">${escapeHtml(user)}</span> <a href="/logout">(sign out)</a>`
}

function details(known: Readonly<Record<string, unknown>> | null): string {
  if (known === null)
    return '<p>Sorry, product details are currently unavailable for this book.</p>'
  const rows: readonly [string, string][] = [
    ['Type', 'type'],
    ['Pages', 'pages'],
    ['Publisher', 'publisher'],
    ['Language', 'language'],
    ['ISBN-10', 'ISBN-10'],
    ['ISBN-13', 'ISBN-13'],
  ]
  return `<dl>${rows.map(([label, key]) => `<dt>${label}:</dt><dd>${escapeHtml(String(known[key] ?? ''))}</dd>`).join('')}</dl>`
}

function reviews(list: readonly Review[] | null): string {
  if (list === null) return '<p>Sorry, product reviews are currently unavailable for this book.</p>'
  return list
    .map(
      (review) =>
        `<blockquote><p>${escapeHtml(review.text)}</p><small>${escapeHtml(review.reviewer)}</small>${stars(review)}</blockquote>`,
    )
    .join('\n')
}

function stars({ rating }: Review): string {
  if (rating === undefined) return ''
  if (rating.error !== undefined) return `<p><i>${escapeHtml(rating.error)}</i></p>`
  const given = Math.max(0, Math.min(MAX_STARS, rating.stars ?? 0))
  return `<font color="${escapeHtml(rating.color ?? 'black')}"><span class="glyphicon-star">${'★'.repeat(given)}</span><span class="glyphicon-star-empty">${'☆'.repeat(MAX_STARS - given)}</span></font>`
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
