// Package har has the HTTP Archive format, version 1.2, which browsers and proxies write and many tools read. The format is that of
// the W3C Web Performance Working Group's draft of 2012, "HTTP Archive (HAR) format", which was never finished and is what everyone has.
package har
