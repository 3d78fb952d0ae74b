package scenario

import (
	"net/url"
	"strings"
)

// Domain is the domain of links that name scenarios. RFC 6761 keeps names below invalid out of the public DNS.
const Domain = "medialink.invalid"

// StorageHost names no scenario: what the stub stores can be uploaded again.
const StorageHost = "storage." + Domain

// OfLink returns the scenarios that the host of a link names, such as those of https://failed.slow-2s.medialink.invalid/a.mp4.
func OfLink(link string) []string {
	if !strings.Contains(strings.ToLower(link), Domain) {
		return nil // as most links are
	}
	u, err := url.Parse(link)
	if err != nil {
		return nil
	}
	host := strings.ToLower(u.Hostname())
	labels, found := strings.CutSuffix(host, "."+Domain)
	if !found || host == StorageHost {
		return nil
	}
	return strings.Split(labels, ".")
}
