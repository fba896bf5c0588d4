// Package provider answers the calls of provider.v1 with what a hypervisor can do.
package provider

import (
	"context"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
	"scaffold.invalid/module/internal/tasks"
)

// Provider is the gRPC service. What the hypervisor cannot do is UNIMPLEMENTED.
type Provider struct {
	providerv1.UnimplementedProviderServer

	hypervisor hypervisor.Hypervisor
	tasks      *tasks.Registry
}

// New returns the service of a hypervisor.
func New(from hypervisor.Hypervisor, registry *tasks.Registry) *Provider {
	return &Provider{hypervisor: from, tasks: registry}
}

// Validate says whether the hypervisor can be reached.
func (p *Provider) Validate(ctx context.Context, _ *providerv1.ValidateRequest) (*providerv1.ValidateResponse, error) {
	if err := p.hypervisor.Ping(ctx); err != nil {
		return &providerv1.ValidateResponse{Message: err.Error()}, nil //nolint:nilerr // the answer says it
	}
	return &providerv1.ValidateResponse{Ok: true, Message: "the hypervisor answers"}, nil
}

// GetCapabilities declares what the hypervisor has methods for, so that the two cannot disagree.
func (p *Provider) GetCapabilities(context.Context, *providerv1.GetCapabilitiesRequest) (*providerv1.GetCapabilitiesResponse, error) {
	_, online := p.hypervisor.(hypervisor.OnlineReconfigurer)
	_, snapshots := p.hypervisor.(hypervisor.Snapshotter)
	_, images := p.hypervisor.(hypervisor.ImagePreparer)
	return &providerv1.GetCapabilitiesResponse{
		SupportsReconfigureOnline:   online,
		SupportsDiskExpansionOnline: online,
		SupportsSnapshots:           snapshots,
		SupportsImageImport:         images,
		SupportedDiskTypes:          []string{"thin"},
		SupportedNetworkTypes:       []string{"bridge"},
	}, nil
}

// task starts what remains of an operation. Without a rest there is no task, which means: done.
func (p *Provider) task(operation string, rest hypervisor.Work) (*providerv1.TaskRef, error) {
	if rest == nil {
		return nil, nil
	}
	id, err := p.tasks.Start(operation, rest)
	if err != nil {
		return nil, statusOf(err)
	}
	return &providerv1.TaskRef{Id: id}, nil
}

// answer turns the outcome of a hypervisor's method into that of a call.
func (p *Provider) answer(operation string, rest hypervisor.Work, err error) (*providerv1.TaskResponse, error) {
	if err != nil {
		return nil, statusOf(err)
	}
	ref, err := p.task(operation, rest)
	if err != nil {
		return nil, err
	}
	return &providerv1.TaskResponse{Task: ref}, nil
}
