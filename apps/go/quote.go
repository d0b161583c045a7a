package main

import (
	"net/http"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

const (
	// maxOrderBytes is the largest order that POST /quote takes.
	maxOrderBytes   = 64 << 10
	maxLines        = 100
	maxDiscounts    = 8
	maxCodeLength   = 32
	maxNameLength   = 60
	maxQuantity     = 1_000
	maxUnitCents    = 1_000_000
	maxBasisPoints  = 10_000 // hundredths of a percent
	maxMinimumCents = 100_000_000_000
)

var unsupportedMediaType = problem(http.StatusUnsupportedMediaType, "Unsupported Media Type")

// order is pointers where a zero would be a value: what is absent or null is refused.
type order struct {
	Currency  string     `json:"currency"`
	Discounts []discount `json:"discounts"`
	Lines     []line     `json:"lines"`
}

type discount struct {
	Code         string  `json:"code"`
	BasisPoints  *number `json:"basisPoints"`
	MinimumCents *number `json:"minimumCents"`
}

type line struct {
	SKU                 string  `json:"sku"`
	Name                string  `json:"name"`
	Quantity            *number `json:"quantity"`
	UnitCents           *number `json:"unitCents"`
	DiscountBasisPoints *number `json:"discountBasisPoints"`
	TaxBasisPoints      *number `json:"taxBasisPoints"`
}

type quotation struct {
	Currency      string           `json:"currency"`
	Lines         []quotedLine     `json:"lines"`
	Discounts     []quotedDiscount `json:"discounts"`
	Taxes         []tax            `json:"taxes"`
	GrossCents    int64            `json:"grossCents"`
	DiscountCents int64            `json:"discountCents"`
	NetCents      int64            `json:"netCents"`
	TaxCents      int64            `json:"taxCents"`
	TotalCents    int64            `json:"totalCents"`
}

type quotedLine struct {
	SKU            string `json:"sku"`
	Name           string `json:"name"`
	Quantity       int64  `json:"quantity"`
	UnitCents      int64  `json:"unitCents"`
	GrossCents     int64  `json:"grossCents"`
	DiscountCents  int64  `json:"discountCents"`
	NetCents       int64  `json:"netCents"`
	TaxBasisPoints int64  `json:"taxBasisPoints"`
}

type quotedDiscount struct {
	Code  string `json:"code"`
	Cents int64  `json:"cents"`
}

type tax struct {
	BasisPoints int64 `json:"basisPoints"`
	NetCents    int64 `json:"netCents"`
	TaxCents    int64 `json:"taxCents"`
}

// quote answers an order with its quote.
func quote(w http.ResponseWriter, r *http.Request) {
	if !isJSON(r.Header.Get("Content-Type")) {
		unsupportedMediaType(w, r)
		return
	}
	body, ok := takeBody(w, r, maxOrderBytes)
	if !ok {
		return
	}
	order, ok := parseOrder(body)
	if !ok {
		badRequest(w, r)
		return
	}
	writeJSON(w, quoteOf(order))
}

// isJSON does not look at parameters: JSON has none (RFC 8259, 11).
func isJSON(contentType string) bool {
	essence, _, _ := strings.Cut(contentType, ";")
	return strings.ToLower(strings.Trim(essence, " \t")) == "application/json"
}

func parseOrder(body []byte) (order, bool) {
	var parsed order
	ok := parseJSON(body, &parsed) && parsed.isValid()
	return parsed, ok
}

func (o order) isValid() bool {
	return isCurrency(o.Currency) &&
		o.Discounts != nil && len(o.Discounts) <= maxDiscounts &&
		0 < len(o.Lines) && len(o.Lines) <= maxLines &&
		!slices.ContainsFunc(o.Discounts, func(d discount) bool { return !d.isValid() }) &&
		!slices.ContainsFunc(o.Lines, func(l line) bool { return !l.isValid() })
}

func (d discount) isValid() bool {
	return isCode(d.Code) &&
		d.BasisPoints.isWhole(0, maxBasisPoints) &&
		d.MinimumCents.isWhole(0, maxMinimumCents)
}

func (l line) isValid() bool {
	return isCode(l.SKU) &&
		isName(l.Name) &&
		l.Quantity.isWhole(1, maxQuantity) &&
		l.UnitCents.isWhole(0, maxUnitCents) &&
		l.DiscountBasisPoints.isWhole(0, maxBasisPoints) &&
		l.TaxBasisPoints.isWhole(0, maxBasisPoints)
}

// isCurrency knows three letters, as ISO 4217 has them.
func isCurrency(text string) bool {
	return len(text) == 3 && !strings.ContainsFunc(text, func(r rune) bool { return r < 'A' || 'Z' < r })
}

func isCode(text string) bool {
	return 0 < len(text) && len(text) <= maxCodeLength && !strings.ContainsFunc(text, func(r rune) bool {
		return (r < 'A' || 'Z' < r) && (r < '0' || '9' < r) && r != '-'
	})
}

// isName knows one line of text. encoding/json puts U+FFFD in the place of what is no Unicode.
func isName(text string) bool {
	length := utf8.RuneCountInString(text)
	return 0 < length && length <= maxNameLength && !strings.ContainsFunc(text, func(r rune) bool {
		return unicode.IsControl(r) || r == '\u2028' || r == '\u2029' || r == utf8.RuneError
	})
}

// quoteOf takes the discounts of the whole order off one after the other, each where the lines come to its minimum.
func quoteOf(o order) quotation {
	q := quotation{
		Currency:  o.Currency,
		Lines:     make([]quotedLine, len(o.Lines)),
		Discounts: make([]quotedDiscount, len(o.Discounts)),
	}
	var subtotal int64
	for i, line := range o.Lines {
		q.Lines[i] = quotedLineOf(line)
		subtotal += q.Lines[i].NetCents
	}
	for i, discount := range o.Discounts {
		q.Discounts[i].Code = discount.Code
		if subtotal < int64(*discount.MinimumCents) {
			continue
		}
		for at := range q.Lines {
			off := share(q.Lines[at].NetCents, int64(*discount.BasisPoints))
			q.Lines[at].NetCents -= off
			q.Discounts[i].Cents += off
		}
	}
	for at := range q.Lines {
		line := &q.Lines[at]
		line.DiscountCents = line.GrossCents - line.NetCents
		q.GrossCents += line.GrossCents
		q.DiscountCents += line.DiscountCents
		q.NetCents += line.NetCents
	}
	q.Taxes = taxesOf(q.Lines)
	for _, tax := range q.Taxes {
		q.TaxCents += tax.TaxCents
	}
	q.TotalCents = q.NetCents + q.TaxCents
	return q
}

// quotedLineOf has the line's own discount alone.
func quotedLineOf(l line) quotedLine {
	gross := int64(*l.Quantity) * int64(*l.UnitCents)
	return quotedLine{
		SKU:            l.SKU,
		Name:           l.Name,
		Quantity:       int64(*l.Quantity),
		UnitCents:      int64(*l.UnitCents),
		GrossCents:     gross,
		NetCents:       gross - share(gross, int64(*l.DiscountBasisPoints)),
		TaxBasisPoints: int64(*l.TaxBasisPoints),
	}
}

// taxesOf has one tax for each rate, the lowest first.
func taxesOf(lines []quotedLine) []tax {
	var taxes []tax
	for _, line := range lines {
		at, found := slices.BinarySearchFunc(taxes, line.TaxBasisPoints, func(t tax, rate int64) int {
			return int(t.BasisPoints - rate)
		})
		if !found {
			taxes = slices.Insert(taxes, at, tax{BasisPoints: line.TaxBasisPoints})
		}
		taxes[at].NetCents += line.NetCents
	}
	for at := range taxes {
		taxes[at].TaxCents = share(taxes[at].NetCents, taxes[at].BasisPoints)
	}
	return taxes
}

// share is this many basis points of an amount; half a cent is rounded up.
func share(cents, basisPoints int64) int64 {
	return (cents*basisPoints + 5_000) / 10_000
}
