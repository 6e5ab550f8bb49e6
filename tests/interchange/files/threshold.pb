META
key;value
description;Met een drempel
num_projects;4
num_votes;6
budget;10000
vote_type;approval
rule;greedy-threshold
min_project_score_threshold;3
PROJECTS
project_id;cost;votes;name;selected
a;7000;5;Passes and fits;1
b;4000;4;Passes and does not fit;0
c;3000;3;Exactly at the threshold;1
d;0.01;2;One short of the threshold;0
VOTES
voter_id;vote
1;a,b,c
2;a,b,c
3;a,b,c
4;a,b
5;a,d
6;d
