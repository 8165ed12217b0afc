/** The product page as HTML: details and reviews, or what Istio's application says when they are missing. */

export interface Review {
  readonly reviewer: string
  readonly text: string
  readonly rating?: { readonly stars: number; readonly color: string } | { readonly error: string }
}

export type Fetched<T> =
  | { readonly status: 200; readonly value: T }
  | { readonly status: number; readonly error: string }

export interface PageModel {
  readonly title: string
  /** Trusted HTML. */
  readonly descriptionHtml: string
  readonly user: string | null
  readonly details: Fetched<Readonly<Record<string, string | number>>>
  readonly reviews: Fetched<readonly Review[]>
}

const MAX_STARS = 5
/** Label and field of each line of the details, in the order of the page. */
const LINES = [
  ['Type', 'type'],
  ['Pages', 'pages'],
  ['Publisher', 'publisher'],
  ['Language', 'language'],
  ['ISBN-10', 'ISBN-10'],
  ['ISBN-13', 'ISBN-13'],
] as const

export function renderPage(model: PageModel): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Simple Bookstore App</title>
<link rel="stylesheet" href="/static/bookinfo.css">
</head>
<body>
<nav>
<a href="/productpage">BookInfo Sample</a>
${renderSession(model.user)}
</nav>
<header>
<h3 class="text-center text-primary">${escapeHtml(model.title)}</h3>
<p>Summary: ${model.descriptionHtml}</p>
</header>
<main>
<section>
${renderDetails(model.details)}
</section>
<section>
${renderReviews(model.reviews)}
</section>
</main>
</body>
</html>
`
}

function renderSession(user: string | null): string {
  if (user !== null)
    return `<form method="post" action="/logout"><span class="user">${escapeHtml(user)}</span> (<button>sign out</button>)</form>`
  return `<form method="post" action="/login">
<input name="username" placeholder="User Name" aria-label="User Name" required maxlength="64">
<input name="passwd" type="password" placeholder="Password" aria-label="Password">
<button>Sign in</button>
</form>`
}

function renderDetails(details: PageModel['details']): string {
  if (!('value' in details))
    return `<h4 class="text-center text-primary">Error fetching product details!</h4>
<p>${escapeHtml(details.error)}</p>`
  const lines = LINES.map(
    ([label, field]) =>
      `<dt>${label}:</dt><dd>${escapeHtml(String(details.value[field] ?? ''))}</dd>`,
  )
  return `<h4 class="text-center text-primary">Book Details</h4>
<dl>
${lines.join('\n')}
</dl>`
}

function renderReviews(reviews: PageModel['reviews']): string {
  if (!('value' in reviews))
    return `<h4 class="text-center text-primary">Error fetching product reviews!</h4>
<p>${escapeHtml(reviews.error)}</p>`
  return `<h4 class="text-center text-primary">Book Reviews</h4>
${reviews.value.map(renderReview).join('\n')}`
}

function renderReview(review: Review): string {
  return `<blockquote>
<p>${escapeHtml(review.text)}</p>
<small>${escapeHtml(review.reviewer)}</small>
${renderRating(review.rating)}
</blockquote>`
}

function renderRating(rating: Review['rating']): string {
  if (rating === undefined) return ''
  if ('error' in rating) return `<p><i>${escapeHtml(rating.error)}</i></p>`
  const full = Math.min(MAX_STARS, Math.max(0, Math.round(rating.stars)))
  const color = rating.color === 'red' ? 'red' : 'black'
  return `<font color="${color}" title="${full} of ${MAX_STARS} stars">
${'<span class="glyphicon glyphicon-star">★</span>\n'.repeat(full)}${'<span class="glyphicon glyphicon-star-empty">☆</span>\n'.repeat(MAX_STARS - full)}</font>`
}

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}
