package server

import (
	"crypto/tls"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// keyPair is the server's certificate as its files have it now.
type keyPair struct {
	dir string

	mu     sync.Mutex
	loaded *tls.Certificate
	stamp  time.Time
}

// current reads the files again when one of them is newer. While a renewal is
// half written, the pair that was good stays in use.
func (k *keyPair) current(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	cert, key := filepath.Join(k.dir, certFile), filepath.Join(k.dir, keyFile)
	stamp := newest(cert, key)
	if k.loaded != nil && stamp.Equal(k.stamp) {
		return k.loaded, nil
	}
	pair, err := tls.LoadX509KeyPair(cert, key)
	if err != nil {
		if k.loaded != nil {
			return k.loaded, nil
		}
		return nil, fmt.Errorf("TLS: %w", err)
	}
	k.loaded, k.stamp = &pair, stamp
	return k.loaded, nil
}

func newest(paths ...string) time.Time {
	var found time.Time
	for _, path := range paths {
		if info, err := os.Stat(path); err == nil && info.ModTime().After(found) {
			found = info.ModTime()
		}
	}
	return found
}
