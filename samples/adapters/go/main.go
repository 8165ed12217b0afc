// A Mixer adapter out of process in Go, for a template of its own: it looks a key up in the table of its handler, and rules
// put the value into headers.
package main

import (
	"context"
	"flag"
	"log"
	"net"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	grpcstatus "google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/anypb"
	"google.golang.org/protobuf/types/known/durationpb"

	"flotilla.io/samples/keyval/gen/config"
	"flotilla.io/samples/keyval/gen/keyval"
	"flotilla.io/samples/keyval/gen/v1beta1"
)

const (
	validFor  = 5 * time.Second
	validUses = 100
	// Handlers whose params are kept parsed; the table starts anew beyond.
	maxConfigs = 64
)

type server struct {
	keyval.UnimplementedHandleKeyvalServiceServer

	mu      sync.Mutex
	configs map[string]*config.Params
}

// paramsOf parses the params of a handler, which come with every call, once.
func (s *server) paramsOf(any *anypb.Any) (*config.Params, error) {
	key := string(any.GetValue())
	s.mu.Lock()
	defer s.mu.Unlock()
	if known, ok := s.configs[key]; ok {
		return known, nil
	}
	params := &config.Params{}
	if any != nil {
		if err := any.UnmarshalTo(params); err != nil {
			return nil, grpcstatus.Errorf(codes.InvalidArgument, "params: %v", err)
		}
	}
	if len(s.configs) >= maxConfigs {
		s.configs = map[string]*config.Params{}
	}
	s.configs[key] = params
	return params, nil
}

// HandleKeyval answers NOT_FOUND for a key that is not in the table: the request is then refused.
func (s *server) HandleKeyval(_ context.Context, in *keyval.HandleKeyvalRequest) (*keyval.HandleKeyvalResponse, error) {
	params, err := s.paramsOf(in.GetAdapterConfig())
	if err != nil {
		return nil, err
	}
	result := &v1beta1.CheckResult{ValidDuration: durationpb.New(validFor), ValidUseCount: validUses}
	key := in.GetInstance().GetKey()
	value, ok := params.GetTable()[key]
	if !ok {
		result.Status = &status.Status{Code: int32(codes.NotFound), Message: "no entry for " + key}
		return &keyval.HandleKeyvalResponse{Result: result}, nil
	}
	return &keyval.HandleKeyvalResponse{Result: result, Output: &keyval.OutputMsg{Value: value}}, nil
}

func main() {
	address := flag.String("listen", "127.0.0.1:9071", "host:port")
	flag.Parse()
	listener, err := net.Listen("tcp", *address)
	if err != nil {
		log.Fatal(err)
	}
	grpcServer := grpc.NewServer()
	keyval.RegisterHandleKeyvalServiceServer(grpcServer, &server{configs: map[string]*config.Params{}})
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM)
	go func() {
		<-stop
		grpcServer.GracefulStop()
	}()
	log.Printf("serving keyval on %s", listener.Addr())
	if err := grpcServer.Serve(listener); err != nil {
		log.Fatal(err)
	}
}
