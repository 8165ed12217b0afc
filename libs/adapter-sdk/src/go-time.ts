/** Times in Go's layouts (`2006-01-02T15:04:05Z07:00`), UTC. */
import { type TimestampValue, timestampParts } from '@flotilla/attributes'

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec']
const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const PART = /2006|01|02|15|04|05|Jan|Mon|Z07:00|-0700|MST|\.0+|\.9+/g

/** An instant in a layout; what the layout does not name stays as it is. */
export function formatGoTime(value: TimestampValue, layout: string): string {
  const { seconds, nanos } = timestampParts(value)
  const date = new Date(seconds * 1000)
  if (Number.isNaN(date.getTime())) return value.toString()
  const two = (n: number): string => String(n).padStart(2, '0')
  const fraction = String(nanos).padStart(9, '0')
  return layout.replace(PART, (part) => {
    switch (part) {
      case '2006':
        return String(date.getUTCFullYear()).padStart(4, '0')
      case '01':
        return two(date.getUTCMonth() + 1)
      case '02':
        return two(date.getUTCDate())
      case '15':
        return two(date.getUTCHours())
      case '04':
        return two(date.getUTCMinutes())
      case '05':
        return two(date.getUTCSeconds())
      case 'Jan':
        return MONTHS[date.getUTCMonth()] ?? ''
      case 'Mon':
        return DAYS[date.getUTCDay()] ?? ''
      case 'Z07:00':
        return 'Z'
      case '-0700':
        return '+0000'
      case 'MST':
        return 'UTC'
      default: {
        const digits = fraction.slice(0, part.length - 1)
        if (part[1] === '0') return `.${digits}`
        const short = digits.replace(/0+$/, '')
        return short === '' ? '' : `.${short}`
      }
    }
  })
}
