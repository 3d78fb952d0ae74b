package contract

import (
	"strings"
	"time"
)

// isDateTime follows RFC 3339, section 5.6, which time.Parse does not: it accepts T5:31:56Z and +24:60, and rejects lower-case
// t and z. A leap second is valid at the end of a month in UTC (section 5.7).
func isDateTime(s string) bool {
	const shortest = "2006-01-02T15:04:05Z"
	if len(s) < len(shortest) || s[10] != 'T' && s[10] != 't' || s[16] != ':' {
		return false
	}
	day, err := time.Parse(time.DateOnly, s[:10])
	minutes, clockOK := minutesOf(s[11:16])
	second, secondOK := twoDigits(s[17:19], 60)
	offset, offsetOK := offsetOf(fractionTrimmed(s[19:]))
	if err != nil || !clockOK || !secondOK || !offsetOK {
		return false
	}
	next := day.Add(time.Duration(minutes-offset+1) * time.Minute)
	return second < 60 || next.Day() == 1 && next.Hour() == 0 && next.Minute() == 0
}

// fractionTrimmed returns s without time-secfrac at its start.
func fractionTrimmed(s string) string {
	if fraction, ok := strings.CutPrefix(s, "."); ok {
		if rest := strings.TrimLeft(fraction, "0123456789"); rest != fraction {
			return rest
		}
	}
	return s
}

// offsetOf reads a time-offset, in minutes.
func offsetOf(s string) (minutes int, ok bool) {
	if strings.EqualFold(s, "Z") {
		return 0, true
	}
	if east, found := strings.CutPrefix(s, "+"); found {
		return minutesOf(east)
	}
	west, found := strings.CutPrefix(s, "-")
	minutes, ok = minutesOf(west)
	return -minutes, found && ok
}

// minutesOf reads hh:mm.
func minutesOf(s string) (minutes int, ok bool) {
	if len(s) != len("15:04") || s[2] != ':' {
		return 0, false
	}
	hour, hourOK := twoDigits(s[:2], 23)
	minute, minuteOK := twoDigits(s[3:], 59)
	return 60*hour + minute, hourOK && minuteOK
}

func twoDigits(s string, most int) (n int, ok bool) {
	n = int(s[0]-'0')*10 + int(s[1]-'0')
	return n, isDigit(s[0]) && isDigit(s[1]) && n <= most
}
