package main

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"slices"
	"time"
)

func (c *stubCommand) usesTLS() bool { return c.TLSCert != "" || c.TLSSelfSigned != "" }

// checkTLS fails for flags that exclude or require each other, and for files that are not a certificate and its key.
func (c *stubCommand) checkTLS() error {
	switch {
	case c.TLSCert == "" && c.TLSKey != "":
		return fmt.Errorf("%s: needs tls-cert too", c.file.place("tls-key"))
	case c.TLSCert != "" && c.TLSKey == "":
		return fmt.Errorf("%s: needs tls-key too", c.file.place("tls-cert"))
	case c.TLSCert != "" && c.TLSSelfSigned != "":
		return fmt.Errorf("%s: cannot be used with tls-cert", c.file.place("tls-self-signed"))
	case c.TLSCert != "":
		_, err := c.certificate()
		return err
	}
	return nil
}

// tlsConfig is nil without TLS. HTTP/2 is left out: faults are about connections.
func (c *stubCommand) tlsConfig() (*tls.Config, error) {
	if !c.usesTLS() {
		return nil, nil
	}
	certificate, err := c.certificate()
	return &tls.Config{Certificates: []tls.Certificate{certificate}, MinVersion: tls.VersionTLS12, NextProtos: []string{"http/1.1"}}, err
}

func (c *stubCommand) certificate() (tls.Certificate, error) {
	if c.TLSSelfSigned != "" {
		return selfSigned(c.TLSSelfSigned, c.hosts(), time.Now())
	}
	certificate, err := tls.LoadX509KeyPair(c.TLSCert, c.TLSKey)
	if err != nil {
		return certificate, fmt.Errorf("%s and tls-key: %w", c.file.place("tls-cert"), err)
	}
	return certificate, nil
}

// hosts are the names that clients on this and other machines may use for the stub.
func (c *stubCommand) hosts() []string {
	addr, _, _ := net.SplitHostPort(c.Addr)
	control, _, _ := net.SplitHostPort(c.Control)
	name, _ := os.Hostname()
	hosts := []string{"localhost", "127.0.0.1", "::1", addr, control, c.publicHost(), name}
	return slices.DeleteFunc(hosts, func(host string) bool { return host == "" })
}

// selfSigned makes a certificate for the hosts that is valid for a day, and writes it to a file. The key stays in memory.
func selfSigned(path string, hosts []string, now time.Time) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber:          big.NewInt(now.UnixNano()),
		Subject:               pkix.Name{CommonName: "medialink stub"},
		NotBefore:             now.Add(-time.Minute), // clocks differ
		NotAfter:              now.Add(24 * time.Hour),
		KeyUsage:              x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
		IsCA:                  true, // so that it can be trusted by itself
	}
	for _, host := range hosts {
		if ip := net.ParseIP(host); ip != nil {
			template.IPAddresses = append(template.IPAddresses, ip)
		} else {
			template.DNSNames = append(template.DNSNames, host)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		return tls.Certificate{}, err
	}
	if err := os.WriteFile(path, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der}), 0o644); err != nil {
		return tls.Certificate{}, fmt.Errorf("--tls-self-signed: %w", err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, nil
}
