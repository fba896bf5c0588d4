package provider

import (
	"context"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	providerv1 "scaffold.invalid/module/internal/gen/provider/v1"
	"scaffold.invalid/module/internal/hypervisor"
)

// Create makes a VM.
func (p *Provider) Create(ctx context.Context, request *providerv1.CreateRequest) (*providerv1.CreateResponse, error) {
	spec, err := readSpec(request)
	if err != nil {
		return nil, statusOf(err)
	}
	id, rest, err := p.hypervisor.Create(ctx, spec)
	if err != nil {
		return nil, statusOf(err)
	}
	ref, err := p.task("create", rest)
	if err != nil {
		return nil, err
	}
	return &providerv1.CreateResponse{Id: id, Task: ref}, nil
}

func readSpec(request *providerv1.CreateRequest) (spec hypervisor.Spec, err error) {
	spec = hypervisor.Spec{
		Name:     request.GetName(),
		UserData: request.GetUserData(),
		MetaData: request.GetMetaData(),
		Tags:     request.GetTags(),
	}
	if spec.Class, err = readClass("class_json", request.GetClassJson()); err != nil {
		return spec, err
	}
	if err = read("image_json", request.GetImageJson(), &spec.Image); err != nil {
		return spec, err
	}
	if spec.Disks, err = readDisks("disks_json", request.GetDisksJson()); err != nil {
		return spec, err
	}
	if spec.Networks, err = readNetworks("networks_json", request.GetNetworksJson()); err != nil {
		return spec, err
	}
	var placement map[string]any
	return spec, read("placement_json", request.GetPlacementJson(), &placement)
}

// Delete removes a VM. The manager takes NOT_FOUND for done and tries again on anything else.
func (p *Provider) Delete(ctx context.Context, request *providerv1.DeleteRequest) (*providerv1.TaskResponse, error) {
	rest, err := p.hypervisor.Delete(ctx, request.GetId())
	return p.answer("delete", rest, err)
}

var powerActions = map[providerv1.PowerOp]hypervisor.PowerAction{
	providerv1.PowerOp_POWER_OP_ON:                hypervisor.PowerOn,
	providerv1.PowerOp_POWER_OP_OFF:               hypervisor.PowerOff,
	providerv1.PowerOp_POWER_OP_REBOOT:            hypervisor.Reboot,
	providerv1.PowerOp_POWER_OP_SHUTDOWN_GRACEFUL: hypervisor.ShutdownGraceful,
}

// Power switches a VM.
func (p *Provider) Power(ctx context.Context, request *providerv1.PowerRequest) (*providerv1.TaskResponse, error) {
	action, known := powerActions[request.GetOp()]
	if !known {
		return nil, status.Errorf(codes.InvalidArgument, "op: %v is no power operation", request.GetOp())
	}
	timeout := time.Duration(max(0, request.GetGracefulTimeoutSeconds())) * time.Second
	rest, err := p.hypervisor.Power(ctx, request.GetId(), hypervisor.PowerChange{Action: action, Timeout: timeout})
	return p.answer("power", rest, err)
}

// Reconfigure changes a VM, and one that is on where the hypervisor can do that.
func (p *Provider) Reconfigure(ctx context.Context, request *providerv1.ReconfigureRequest) (*providerv1.TaskResponse, error) {
	change, err := readDesired("desired_json", request.GetDesiredJson())
	if err != nil {
		return nil, statusOf(err)
	}
	if online, can := p.hypervisor.(hypervisor.OnlineReconfigurer); can {
		vm, err := p.hypervisor.Get(ctx, request.GetId())
		if err != nil {
			return nil, statusOf(err)
		}
		if vm.Power == hypervisor.On {
			rest, err := online.ReconfigureOnline(ctx, request.GetId(), change)
			return p.answer("reconfigure-online", rest, err)
		}
	}
	rest, err := p.hypervisor.Reconfigure(ctx, request.GetId(), change)
	return p.answer("reconfigure", rest, err)
}
