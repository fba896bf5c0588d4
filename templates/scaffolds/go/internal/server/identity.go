package server

import (
	"context"
	"slices"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"
)

// onlyAllowed lets clients in whose certificate has one of the names. TLS has
// verified the certificate before; without names any verified one may come in.
func onlyAllowed(names []string) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
		if len(names) > 0 && !slices.ContainsFunc(clientNames(ctx), func(name string) bool { return slices.Contains(names, name) }) {
			return nil, status.Error(codes.PermissionDenied, "the client's certificate has none of the allowed names")
		}
		return handle(ctx, request)
	}
}

// clientNames are the names in the client's certificate: DNS names, URIs, and its common name.
func clientNames(ctx context.Context) []string {
	client, is := peer.FromContext(ctx)
	if !is {
		return nil
	}
	info, is := client.AuthInfo.(credentials.TLSInfo)
	if !is || len(info.State.VerifiedChains) == 0 {
		return nil
	}
	leaf := info.State.VerifiedChains[0][0]
	names := append([]string{leaf.Subject.CommonName}, leaf.DNSNames...)
	for _, uri := range leaf.URIs {
		names = append(names, uri.String())
	}
	return names
}
